import { app } from 'electron';
import { runApp } from './compose/app';
import { startEarly } from './early';
import { setRuntimeSwitches } from './switches';
import { declareAppScheme } from './windows/app-protocol';

declareAppScheme();
setRuntimeSwitches(app.commandLine);
const invocation = startEarly();
if (invocation) void runApp(invocation);
