/**
 * Louder than what an echo canceller leaves of a loudspeaker (−40 dBFS and less), softer than speech at a desk (about
 * −30 dBFS and more): our own choice between the two. Root mean square, 0–1.
 */
const speechRms = 0.02;
/** So many loud chunks (60 ms each) in a row are speech: a knock or a cough is shorter. */
const speechChunks = 5;
/** What is kept from before, so that no beginning of a word is lost: about 0.6 s. */
const keptChunks = 10;

/**
 * Stands between the microphone and the server while a recording is played again: the recording must not be heard as
 * speech, and the server does not know of it. Nothing passes until somebody speaks over it, clearly louder than what
 * echo cancellation leaves; then what was said from its beginning on passes.
 */
export class ReplayGate {
  private kept: Int16Array[] = [];
  private loud = 0;

  /** `hasEchoCancellation` false: the recording comes back as loud as speech, so nothing opens the gate. */
  constructor(private readonly hasEchoCancellation: boolean) {}

  /** Takes one chunk; the chunks that pass, or null while nobody speaks over the recording. */
  hear(pcm: Int16Array, rms: number): Int16Array[] | null {
    this.kept.push(pcm);
    if (this.kept.length > keptChunks) this.kept.shift();
    this.loud = rms >= speechRms ? this.loud + 1 : 0;
    return this.hasEchoCancellation && this.loud >= speechChunks ? this.kept : null;
  }
}
