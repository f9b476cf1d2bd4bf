import type { DialPlan, DialPlanTrial } from '../../contract/line-policy';
import { CallError } from '../errors';
import { dialledOn } from './dial-plan';
import { DigitMap } from './digit-map';
import { isEmergencyNumber } from './emergency';

/** What a plan makes of a number, for whoever writes one. Never throws. */
export function tryDialPlan(plan: DialPlan, number: string, region: string): DialPlanTrial {
  const map = plan.digitMap.trim() === '' ? null : DigitMap.parse(plan.digitMap);
  if (map !== null && !(map instanceof DigitMap)) return { kind: 'unreadable', at: map.at + 1, found: map.found };
  if (isEmergencyNumber(number, region, plan.emergencyNumbers)) return { kind: 'emergency' };
  try {
    return { kind: 'goesOut', number: dialledOn(number.trim(), plan, region) };
  } catch (error) {
    if (error instanceof CallError && error.code === 'INVALID_TARGET') return { kind: 'refused' };
    throw error;
  }
}
