import { z } from 'zod';

const Target = z.string().min(1).max(255);

/** How numbers are written before they go out. as-typed: only spaces and the like are taken out. */
export const NumberFormat = z.enum(['as-typed', 'plus', 'international', 'national']);
export type NumberFormat = z.infer<typeof NumberFormat>;

/** What a line makes of a typed number. */
export const DialPlan = z.object({
  /**
   * plus: +33144556677. international: as dialled abroad, 0033144556677 (the region's own prefix). national: as dialled
   * inside the country where it is of the region, else as international. Extensions and service codes stay as they are.
   */
  format: NumberFormat,
  /** Dialled first for numbers outside of the house. */
  outsidePrefix: z.string().regex(/^[0-9*#]{0,8}$/),
  /** A number with fewer digits is an extension. */
  outsideFromDigits: z.number().int().min(2).max(15),
  /**
   * Digit map as phones and gateways know it: "(<0:+33>xxxxxxxxx|1xx|<9,:>x.|118xxx!)". The first sequence that matches the
   * whole number says what goes out; ! refuses it. Where it matches, format and prefix do not apply. Empty = none.
   */
  digitMap: z.string().max(1_000),
  /** Besides those of the region: always go out, as typed, on any line that can. */
  emergencyNumbers: z.array(z.string().regex(/^[0-9*#]{2,15}$/)).max(50),
});
export type DialPlan = z.infer<typeof DialPlan>;

/** What a dial plan makes of a number. */
export const DialPlanTrial = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('goesOut'), number: z.string() }),
  z.object({ kind: z.literal('emergency') }),
  z.object({ kind: z.literal('refused') }),
  /** The digit map cannot be read at that character, counted from 1. */
  z.object({ kind: z.literal('unreadable'), at: z.number().int(), found: z.string() }),
]);
export type DialPlanTrial = z.infer<typeof DialPlanTrial>;

/** Calls that come in on a line and go elsewhere, by a 302 of ours. null = not. */
export const Forwarding = z.object({
  always: Target.nullable(),
  busy: Target.nullable(),
  noAnswer: z.object({ to: Target, afterSeconds: z.number().int().min(3).max(120) }).nullable(),
});
export type Forwarding = z.infer<typeof Forwarding>;

/** Feature codes by which the server itself forwards, or keeps calls away; N stands for the target (*72N). Empty = none. */
export const ServerCodes = z.object({
  forwardOn: z.string().max(60),
  forwardOff: z.string().max(60),
  doNotDisturbOn: z.string().max(60),
  doNotDisturbOff: z.string().max(60),
});
export type ServerCodes = z.infer<typeof ServerCodes>;

/** What becomes of calls on a line. */
export const LinePolicy = z.object({
  doNotDisturb: z.boolean(),
  forwarding: Forwarding,
  serverCodes: ServerCodes,
});
export type LinePolicy = z.infer<typeof LinePolicy>;
