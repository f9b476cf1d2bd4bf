export { AudioWindowHost, type AudioWindowHostOptions } from './audio-window-host';
export { createAudioWindow, type AudioWindow } from './audio-window';
export { audioSwitches, type ChromiumSwitch } from './switches';
export { MEDIA_SERVICE_NAME } from './priority';
