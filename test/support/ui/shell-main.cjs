// The smallest app that can hold a page: the tests open the windows themselves.
const { app } = require('electron');
app.on('window-all-closed', () => undefined);
