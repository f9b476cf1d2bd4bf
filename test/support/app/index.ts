export { Desk, MICROPHONE, sinks } from './desk';
export { RunningApp, type AppOptions, type LogLine, type WindowFacts } from './running-app';
export { TrayHost, type TrayMenuEntry } from './tray-host';
export { startAgain } from './second-start';
export { sentence } from './sentence';
export { pause, until } from './until';
export { addLine, lineDraft, person, plainSound, practise, provisioningFile, startPeer } from './lines';
export { startPractising, startWithPeer } from './set-ups';
export { hearEachOther, hears, hum, loudness, peerHearsUs, weHearOurselves, weHearPeer } from './hearing';
