import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { ProvisioningFile } from './schema';

export type ProvisioningResult =
  | { ok: true; file: ProvisioningFile }
  /** One line a fault, each with the path of the field; never with a value, which could be a password. */
  | { ok: false; faults: string[] };

const MAX_BYTES = 1024 * 1024;
const MAX_FAULTS = 20;

/** Reads a provisioning file from disk. Expected faults are values. */
export function readProvisioningFile(path: string): ProvisioningResult {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) return { ok: false, faults: [`the file is larger than ${MAX_BYTES} bytes`] };
    return parseProvisioning(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const words: Record<string, string> = { ENOENT: 'there is no such file', EACCES: 'the file may not be read', EISDIR: 'that is a folder' };
    return { ok: false, faults: [words[code] ?? `the file cannot be read (${code})`] };
  }
}

export function parseProvisioning(text: string): ProvisioningResult {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { ok: false, faults: [`not valid JSON${whereInText(text, error)}`] };
  }
  const parsed = ProvisioningFile.safeParse(json);
  if (!parsed.success) return { ok: false, faults: parsed.error.issues.slice(0, MAX_FAULTS).map(describe) };
  const seen = new Set<string>();
  for (const [index, account] of parsed.data.accounts.entries()) {
    const key = `${account.username}@${account.domain.toLowerCase()}`;
    if (seen.has(key)) return { ok: false, faults: [`accounts[${index}]: the same username and domain as an account above`] };
    seen.add(key);
  }
  return { ok: true, file: parsed.data };
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('').replace(/^\./, '');
  return `${path || '(file)'}: ${issue.message}`;
}

/** The engine's own message quotes the text around the fault, which could be a password; only its position is used. */
function whereInText(text: string, error: unknown): string {
  const position = /at position (\d+)/.exec(String(error))?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return `, line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
