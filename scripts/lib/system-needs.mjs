// @ts-check
// What the app and its tests need of a Linux machine: how to see that it is there, and Debian's name for it.

/**
 * @typedef {object} Need
 * @property {string} debian package name on Debian and Ubuntu
 * @property {'library' | 'program' | 'file'} kind
 * @property {readonly string[]} any soname, program names or absolute paths (`*` for one folder); one of them is enough
 */

/** @type {(debian: string, ...any: string[]) => Need} */
const library = (debian, ...any) => ({ debian, kind: 'library', any });
/** @type {(debian: string, ...any: string[]) => Need} */
const program = (debian, ...any) => ({ debian, kind: 'program', any });
/** @type {(debian: string, ...any: string[]) => Need} */
const file = (debian, ...any) => ({ debian, kind: 'file', any });

/** Shared libraries of the Electron runtime. */
export const runtimeNeeds = [
  library('libgtk-3-0', 'libgtk-3.so.0'),
  library('libnss3', 'libnss3.so'),
  library('libasound2', 'libasound.so.2'),
  library('libgbm1', 'libgbm.so.1'),
  library('libxss1', 'libXss.so.1'),
  library('libatk-bridge2.0-0', 'libatk-bridge-2.0.so.0'),
];

export const displayNeeds = [program('xvfb', 'Xvfb')];
export const soundNeeds = [program('pulseaudio', 'pulseaudio'), program('pulseaudio-utils', 'pactl')];
export const compilerNeeds = [program('g++', 'c++', 'g++', 'clang++')];

/** Peers and instruments of the interop and end-to-end tests. */
export const testNeeds = [
  ...displayNeeds,
  ...soundNeeds,
  program('pipewire-pulse', 'pipewire-pulse'),
  program('wireplumber', 'wireplumber'),
  program('kamailio', 'kamailio'),
  file('kamailio-extra-modules', '/usr/lib/*/kamailio/modules/uuid.so', '/usr/lib/*/kamailio/modules/gzcompress.so'),
  file('kamailio-outbound-modules', '/usr/lib/*/kamailio/modules/outbound.so'),
  file('kamailio-presence-modules', '/usr/lib/*/kamailio/modules/presence_dialoginfo.so'),
  file('kamailio-tls-modules', '/usr/lib/*/kamailio/modules/tls.so'),
  file('kamailio-websocket-modules', '/usr/lib/*/kamailio/modules/websocket.so'),
  program('baresip-core', 'baresip'),
  file('baresip-x11', '/usr/lib/baresip/modules/pulse.so', '/usr/lib/*/baresip/modules/pulse.so'), // Debian puts it there
  program('sip-tester', 'sipp'),
  program('linphone-cli', 'linphonec'),
  program('tcpdump', 'tcpdump'),
  program('iproute2', 'ip'),
  program('iptables', 'iptables'),
  program('coturn', 'turnserver'),
  program('openssl', 'openssl'),
  program('rtpengine-daemon', 'rtpengine'),
  program('sox', 'sox'),
  program('opus-tools', 'opusdec'),
  program('espeak-ng', 'espeak-ng'),
  file('asterisk-core-sounds-en-wav', '/usr/share/asterisk/sounds/en_US_f_Allison/hello-world.wav',
    '/usr/share/asterisk/sounds/en/hello-world.wav', '/usr/share/asterisk/sounds/en_US_f_Allison/vm-intro.wav'),
  program('dbus', 'dbus-daemon'),
  program('libglib2.0-bin', 'gdbus'),
  program('imagemagick', 'import'),
  program('xdotool', 'xdotool'),
];
