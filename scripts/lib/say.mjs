// @ts-check
/**
 * A set-up step that cannot go on: what happened and what the user can do about it.
 */
export class SetupError extends Error {
  /**
   * @param {string} message what happened
   * @param {string} [remedy] what to do, a command where there is one
   * @param {{ cause?: unknown }} [options]
   */
  constructor(message, remedy = '', options = {}) {
    super(message, options);
    this.name = 'SetupError';
    this.remedy = remedy;
  }
}

/**
 * One line about something that set-up does or has found.
 * @param {string} step short name of the step, e.g. `runtime`
 * @param {string} text
 */
export function say(step, text) {
  process.stdout.write(`[${step}] ${text}\n`);
}

/**
 * Runs a slow job and says every `everyMs` that it is still going on.
 * @template T
 * @param {string} step
 * @param {string} text what is being done
 * @param {() => Promise<T>} job
 * @param {number} [everyMs]
 * @returns {Promise<T>}
 */
export async function slowly(step, text, job, everyMs = 10_000) {
  say(step, `${text} ...`);
  const startedMs = performance.now();
  const seconds = () => `${Math.round((performance.now() - startedMs) / 1000)} s`;
  const timer = setInterval(() => say(step, `... ${seconds()}`), everyMs);
  try {
    return await job();
  } finally {
    clearInterval(timer);
  }
}

/**
 * Prints an error the way set-up does and answers the exit code.
 * @param {unknown} error
 * @returns {number}
 */
export function reportFailure(error) {
  if (error instanceof SetupError) {
    process.stderr.write(`\nSet-up stopped: ${error.message}\n`);
    if (error.remedy) process.stderr.write(`What to do: ${error.remedy}\n`);
    if (error.cause instanceof Error) process.stderr.write(`Cause: ${error.cause.message}\n`);
  } else {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  }
  return 1;
}
