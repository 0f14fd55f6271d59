/**
 * Streaming sample-rate conversion by a windowed-sinc filter (Kaiser window, about 80 dB of stop band), evaluated at
 * exact rational positions: the output does not depend on how the input was cut into chunks. It is our own because it
 * must run in an audio worklet and on the server alike, chunk by chunk, which a native or whole-file library does not.
 */

/** Zero crossings of the sinc on each side, at the lower of the two rates. */
const zeroCrossings = 16;
/** Cut-off as a share of the lower rate's Nyquist frequency; the rest is the filter's transition band. */
const cutoff = 0.92;
const kaiserBeta = 8;
/** Number of positions between two input samples for which the filter is tabulated; it is interpolated between them. */
const maxTabulatedPhases = 512;

interface PolyphaseFilter {
  /** Input samples on each side of a position that take part. */
  halfWidth: number;
  phases: number;
  /** (phases + 1) rows of 2·halfWidth coefficients. */
  rows: Float32Array[];
}

/** Computed filters by their rates: a cache that all streams of a process share. */
const filters = new Map<string, PolyphaseFilter>();
const maxCachedFilters = 16;

/** Converts one stream of ±1 mono samples; each stream needs its own. */
export class StreamingResampler {
  private readonly filter: PolyphaseFilter;
  /** Output sample n lies at input position n · step / denominator. */
  private readonly step: number;
  private readonly denominator: number;
  private readonly identity: boolean;
  private buffer = new Float32Array(0);
  /** Position of the next output: whole input samples into `buffer`, and a fraction in 1/denominator. */
  private whole: number;
  private fraction = 0;
  private received = 0;
  private produced = 0;

  constructor(
    readonly inputRateHz: number,
    readonly outputRateHz: number,
  ) {
    if (!(inputRateHz > 0) || !(outputRateHz > 0)) throw new RangeError("Sample rates must be positive.");
    const divisor = greatestCommonDivisor(inputRateHz, outputRateHz);
    this.step = inputRateHz / divisor;
    this.denominator = outputRateHz / divisor;
    this.identity = inputRateHz === outputRateHz;
    this.filter = filterFor(inputRateHz, outputRateHz, this.denominator);
    this.whole = 0;
    this.reset();
  }

  /** Takes input and returns the output that can be computed now; the rest follows with later input or `flush`. */
  push(input: Float32Array): Float32Array {
    this.received += input.length;
    if (this.identity) return input;
    const joined = new Float32Array(this.buffer.length + input.length);
    joined.set(this.buffer);
    joined.set(input, this.buffer.length);
    this.buffer = joined;
    const output = new Float32Array(this.countReady());
    for (let i = 0; i < output.length; i++) output[i] = this.next();
    this.dropUsed();
    this.produced += output.length;
    return output;
  }

  /** Ends the stream: returns the samples that waited for more input, and starts anew. */
  flush(): Float32Array {
    const missing = Math.floor((this.received * this.denominator) / this.step) - this.produced;
    const tail = this.identity ? new Float32Array(0) : this.push(new Float32Array(this.filter.halfWidth + 1));
    this.reset();
    return tail.subarray(0, Math.max(0, Math.min(missing, tail.length)));
  }

  /** Discards the stream so far. */
  reset(): void {
    // Silence comes before the stream, so that the first output is centred on the first input sample.
    this.buffer = new Float32Array(this.filter.halfWidth - 1);
    this.whole = this.filter.halfWidth - 1;
    this.fraction = 0;
    this.received = 0;
    this.produced = 0;
  }

  /** How many outputs have all their input: those at positions up to `halfWidth` before the buffer's end. */
  private countReady(): number {
    const lastWhole = this.buffer.length - 1 - this.filter.halfWidth;
    if (lastWhole < this.whole) return 0;
    const span = (lastWhole - this.whole + 1) * this.denominator - this.fraction;
    return Math.ceil(span / this.step);
  }

  private next(): number {
    const { halfWidth, phases, rows } = this.filter;
    const exactPhase = (this.fraction / this.denominator) * phases;
    const phase = Math.floor(exactPhase);
    const between = exactPhase - phase;
    const value = this.convolve(rows[phase], this.whole - halfWidth + 1);
    const result =
      between === 0 ? value : value + between * (this.convolve(rows[phase + 1], this.whole - halfWidth + 1) - value);
    this.fraction += this.step;
    this.whole += Math.floor(this.fraction / this.denominator);
    this.fraction %= this.denominator;
    return result;
  }

  /**
   * The inner loop of every conversion. Rows have an even length, and lie within the buffer. Two sums take half of the
   * time of one, because an addition need not wait for the one before.
   */
  private convolve(row: Float32Array | undefined, from: number): number {
    if (!row) return 0;
    const { buffer } = this;
    let even = 0;
    let odd = 0;
    for (let i = 0; i < row.length; i += 2) {
      even += (row[i] as number) * (buffer[from + i] as number);
      odd += (row[i + 1] as number) * (buffer[from + i + 1] as number);
    }
    return even + odd;
  }

  private dropUsed(): void {
    const used = Math.min(this.whole - this.filter.halfWidth + 1, this.buffer.length);
    if (used <= 0) return;
    this.buffer = this.buffer.slice(used);
    this.whole -= used;
  }
}

/** Converts a whole recording to another rate; its length is rounded down. */
export function resample(samples: Float32Array, inputRateHz: number, outputRateHz: number): Float32Array {
  const resampler = new StreamingResampler(inputRateHz, outputRateHz);
  const head = resampler.push(samples);
  const tail = resampler.flush();
  const whole = new Float32Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole.subarray(0, Math.floor((samples.length * outputRateHz) / inputRateHz));
}

function filterFor(inputRateHz: number, outputRateHz: number, denominator: number): PolyphaseFilter {
  const key = `${inputRateHz}/${outputRateHz}`;
  const known = filters.get(key);
  if (known) return known;
  const filter = designFilter(inputRateHz, outputRateHz, Math.min(denominator, maxTabulatedPhases));
  // Clients may send any of 40,000 rates, so only a few tables are kept.
  if (filters.size >= maxCachedFilters) filters.delete(filters.keys().next().value ?? key);
  filters.set(key, filter);
  return filter;
}

function designFilter(inputRateHz: number, outputRateHz: number, phases: number): PolyphaseFilter {
  const bandwidth = Math.min(1, outputRateHz / inputRateHz) * cutoff;
  const halfWidth = Math.ceil(zeroCrossings * Math.max(1, inputRateHz / outputRateHz));
  const rows: Float32Array[] = [];
  for (let phase = 0; phase <= phases; phase++) {
    const row = new Float32Array(2 * halfWidth);
    let sum = 0;
    for (let i = 0; i < row.length; i++) {
      const distance = i - halfWidth + 1 - phase / phases;
      const value = sinc(bandwidth * distance) * kaiser(distance / halfWidth);
      row[i] = value;
      sum += value;
    }
    // Every phase passes a constant unchanged.
    rows.push(row.map((value) => value / sum));
  }
  return { halfWidth, phases, rows };
}

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

function kaiser(x: number): number {
  if (Math.abs(x) >= 1) return 0;
  return besselI0(kaiserBeta * Math.sqrt(1 - x * x)) / besselI0(kaiserBeta);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
