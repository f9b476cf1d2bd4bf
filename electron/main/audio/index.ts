export { AudioWindowHost, type AudioWindowHostOptions } from './audio-window-host';
export { idleShareMeter } from './idle-share';
export { createAudioWindow, type AudioWindow } from './audio-window';
export { audioSwitches, featuresOff, featuresOn, type ChromiumSwitch } from './switches';
export { MEDIA_SERVICE_NAME } from './priority';
export { LEAST_FRAMES } from './device-buffer';
export { answers, isPipeWire, SoundServerWatch, soundServerSocket } from './sound-server';
