const SAMPLES_PER_MS = 48;
/** Half a millisecond. */
const BUCKET = 24;
/** 512 ms. */
const BUCKETS = 1024;
const MASK = BUCKETS - 1;
/** Arrivals looked back upon: 5 s of sound, whatever the length of the packets, and never more than so many packets. */
const MEMORY = 5000 * SAMPLES_PER_MS;
const MOST_PACKETS = 512;
/** One percent of late packets is as bad as this much delay, ms: a tail that is thicker is waited for, single peaks are not. */
const MS_PER_LATE_PERCENT = 15;
/** Never more late packets than this, whatever the delay. */
const MOST_LATE = 0.05;
/** Never plan for more than this above the early packets, samples (300 ms). */
const MAX_SPREAD = 300 * SAMPLES_PER_MS;
/** What comes before all but a tenth of the packets is early. */
const EARLY = 0.1;

/**
 * When the packets of the last seconds came, as a histogram. Values are samples at 48 kHz on any fixed scale; the window of
 * buckets follows them, so a scale that drifts for hours is no matter.
 */
export class ArrivalHistogram {
  readonly #counts = new Uint16Array(BUCKETS);
  /** Bucket and length of each packet remembered, as a ring. */
  readonly #buckets = new Float64Array(MOST_PACKETS);
  readonly #lengths = new Float64Array(MOST_PACKETS);
  #oldest = 0;
  #count = 0;
  #remembered = 0;
  /** Bucket number of the lowest bucket in the window; bucket b lies at b mod BUCKETS. */
  #lowest = 0;
  #target: number | null = null;
  #early: number | null = null;

  get count(): number { return this.#count; }

  /** `length`: samples at 48 kHz of the packet. */
  note(value: number, length: number): void {
    const bucket = Math.floor(value / BUCKET);
    if (this.#count === 0 || Math.abs(bucket - this.#lowest) > 3 * BUCKETS) {
      this.reset();
      this.#lowest = bucket - BUCKETS / 4;
    }
    this.#follow(bucket);
    while (this.#count > 0 && (this.#count === MOST_PACKETS || this.#remembered + length > MEMORY)) this.#forget();
    const at = (this.#oldest + this.#count) % MOST_PACKETS;
    this.#buckets[at] = bucket;
    this.#lengths[at] = length;
    this.#remembered += length;
    this.#count++;
    this.#add(bucket, 1);
    this.#target = null;
    this.#early = null;
  }

  /** The value up to which packets are to be waited for; null before the first one. */
  target(): number | null {
    if (this.#count === 0) return null;
    this.#target ??= Math.min(this.#cheapest(), this.early() + MAX_SPREAD);
    return this.#target;
  }

  /** The value below which the early packets come. */
  early(): number {
    this.#early ??= this.#firstTenth();
    return this.#early;
  }

  #firstTenth(): number {
    let sum = 0;
    for (let bucket = this.#lowest; bucket < this.#lowest + BUCKETS; bucket++) {
      sum += this.#counts[mod(bucket)] as number;
      if (sum >= this.#count * EARLY) return (bucket + 1) * BUCKET;
    }
    return (this.#lowest + BUCKETS) * BUCKET;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#remembered = 0;
    this.#oldest = 0;
    this.#target = null;
    this.#early = null;
  }

  /** The upper edge of the bucket at which delay and late packets together cost least. */
  #cheapest(): number {
    let late = 0;
    let best = this.#lowest;
    let bestCost = Number.POSITIVE_INFINITY;
    for (let bucket = this.#lowest + BUCKETS - 1; bucket >= this.#lowest && late <= this.#count * MOST_LATE; bucket--) {
      const count = this.#counts[mod(bucket)] as number;
      if (count === 0) continue;
      const cost = ((bucket - this.#lowest) * BUCKET) / SAMPLES_PER_MS + (late / this.#count) * 100 * MS_PER_LATE_PERCENT;
      if (cost < bestCost) { bestCost = cost; best = bucket; }
      late += count;
    }
    return (best + 1) * BUCKET;
  }

  #forget(): void {
    const bucket = this.#buckets[this.#oldest] as number;
    this.#remembered -= this.#lengths[this.#oldest] as number;
    this.#oldest = (this.#oldest + 1) % MOST_PACKETS;
    this.#count--;
    this.#add(bucket, -1);
  }

  /** What the window has left behind counts at its nearest edge. */
  #add(bucket: number, one: 1 | -1): void {
    const at = mod(Math.min(this.#lowest + BUCKETS - 1, Math.max(this.#lowest, bucket)));
    this.#counts[at] = (this.#counts[at] as number) + one;
  }

  /** Moves the window so that `bucket` is in it; the counts are made anew, which happens once in a hundred milliseconds of drift. */
  #follow(bucket: number): void {
    if (bucket >= this.#lowest && bucket < this.#lowest + BUCKETS) return;
    this.#lowest = bucket < this.#lowest ? bucket - BUCKETS / 8 : bucket - BUCKETS + BUCKETS / 8;
    this.#counts.fill(0);
    for (let i = 0; i < this.#count; i++) this.#add(this.#buckets[(this.#oldest + i) % MOST_PACKETS] as number, 1);
  }
}

function mod(bucket: number): number {
  return bucket & MASK;
}
