import type { DeviceChoice } from '../../electron/contract';
import { Choice, type Option } from '../components/Choice';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';

type Role = 'microphone' | 'speaker' | 'ringer';
const systemDefault = 'default';
const active = { microphone: 'activeMicrophone', speaker: 'activeSpeaker', ringer: 'activeRinger' } as const;

/** Chooses a device; one that is remembered but unplugged stays in the list, marked. */
export function DeviceChoiceField({ of }: { of: Role }): React.JSX.Element | null {
  const text = useText();
  const settings = useApp((state) => state.settings);
  const devices = useApp((state) => state.devices);
  if (settings === null) return null;
  const chosen: DeviceChoice = settings[of];
  const present = (of === 'microphone' ? devices?.microphones : devices?.speakers) ?? [];
  const match = chosen === null ? undefined : present.find((device) => device.id === chosen.id) ?? present.find((device) => device.name === chosen.name);
  const inUse = devices?.[active[of]] ?? null;
  const options: Option<string>[] = [
    { value: systemDefault, label: chosen === null && inUse !== null ? text('audio.defaultIs', { name: inUse }) : text('audio.default') },
    ...present.map((device) => ({ value: device.id, label: device.name })),
    ...(chosen !== null && match === undefined ? [{ value: chosen.id, label: text('sound.missing', { name: chosen.name }) }] : []),
  ];
  return (
    <Choice
      label={text(`audio.${of}`)}
      options={options}
      value={chosen === null ? systemDefault : (match ?? chosen).id}
      onChange={(id) => {
        const device = present.find((candidate) => candidate.id === id);
        if (id === systemDefault || device) tell('settings:set', { [of]: device ? { id: device.id, name: device.name } : null });
      }}
    />
  );
}
