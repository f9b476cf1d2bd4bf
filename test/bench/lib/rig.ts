import { Desk } from '../../support/app/desk';
import { XWatch } from './x-watch';

/** A desk of our own for the app, and an eye on its screen. */
export interface Rig {
  readonly desk: Desk;
  readonly watch: XWatch;
}

export async function startRig(): Promise<Rig> {
  const desk = await Desk.start();
  const watch = await XWatch.open(desk.display.name);
  desk.onDispose(async () => watch.dispose());
  return { desk, watch };
}

/** The phone window is the only top-level window of this size. */
export const isPhone = ({ width, height }: { width: number; height: number }): boolean => width >= 300 && height >= 500;
export const isRing = ({ width, height }: { width: number; height: number }): boolean => width === 380 && height === 148;
