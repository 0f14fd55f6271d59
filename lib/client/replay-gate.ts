/**
 * Louder than what an echo canceller leaves of a loudspeaker (−40 dBFS and less), softer than speech at a desk (about
 * −30 dBFS and more): our own choice between the two, for the default sensitivity. dBFS of the root mean square.
 */
const speechDbfs = -34;
/** The least and the greatest sensitivity are so far from it, dB: the greatest is still above what is left of an echo. */
const sensitivityRangeDb = 5;
/** What is kept from before, so that no beginning of a word is lost: about 0.6 s in chunks of 60 ms. */
const keptChunks = 10;
/** So many loud chunks among them are speech, with the gaps inside its words: a knock or a cough has fewer. */
const speechChunks = 5;

/**
 * Stands between the microphone and the server while a recording is played again and its echo is cancelled: the
 * recording must not be heard as speech, and the server does not know of it. Nothing passes until somebody speaks over
 * it, clearly louder than what echo cancellation leaves; then what was said from its beginning on passes.
 */
export class ReplayGate {
  private kept: { pcm: Int16Array; isLoud: boolean }[] = [];
  /** Root mean square, 0–1. */
  private readonly speechRms: number;

  /** `sensitivity` 0–1: the higher, the softer one may speak. */
  constructor(sensitivity: number) {
    this.speechRms = 10 ** ((speechDbfs + sensitivityRangeDb * (1 - 2 * sensitivity)) / 20);
  }

  /** Takes one chunk; true when somebody speaks over the recording. */
  hear(pcm: Int16Array, rms: number): boolean {
    this.kept.push({ pcm, isLoud: rms >= this.speechRms });
    if (this.kept.length > keptChunks) this.kept.shift();
    return this.kept.filter(({ isLoud }) => isLoud).length >= speechChunks;
  }

  /** What was heard last and belongs to the server at the recording's end: somebody may have begun a word. */
  words(): Int16Array[] {
    return this.kept.some(({ isLoud }) => isLoud) ? this.kept.map(({ pcm }) => pcm) : [];
  }

  forget(): void {
    this.kept = [];
  }
}
