import { randomInt, randomUUID } from "node:crypto";
import { base64ToBytes } from "../../../lib/audio/pcm";
import type { CheckedTake, ConsentResult, VoidReason } from "../../../lib/consent/result";
import { type CalendarDate, type ConsentSentence, consentSentence } from "../../../lib/consent/sentence";
import { AppError, errorCodeOf } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import type { ClientMessage } from "../../../lib/protocol/client-messages";
import type { ServerMessage } from "../../../lib/protocol/server-messages";
import type { Logger } from "../../platform/observability/logger";
import { assertCeremonyStands, beginCeremony, storeTake, voidCeremony } from "../../records/consents/ceremony";
import type { RecordsContext } from "../../records/context";
import { readSettings } from "../../records/settings/read-settings";
import { problemOf, type Take, withChunk } from "./take";
import { TakeSound } from "./take-sound";

/** A sentence is spoken within this time after it was shown. */
export const sentenceLastsMs = 5 * 60_000;
export const maxAttempts = 3;

export interface CeremonyDependencies {
  /** Resolves when the check of a stored recording has ended; rejects with what it failed with. */
  checked(jobId: number, consentId: string): Promise<CheckedTake>;
  logger: Logger;
  /** Monotonic clock, ms. */
  now: () => number;
  /** How long a sentence lasts, ms; `sentenceLastsMs` but in tests. */
  lastsMs: number;
}

export interface CeremonySubject {
  profileId: number;
  /** Undefined: the person's own. */
  language: Language | undefined;
  purpose: string;
}

/** How a try ended, with what the check found where there was one. */
interface Told extends Pick<ConsentResult, "outcome" | "reason">, Partial<Omit<CheckedTake, "outcome">> {
  attemptsLeft: number;
}

type AudioChunk = Extract<ClientMessage, { type: "audio_chunk" }>;

type State =
  | { kind: "beginning" }
  | {
      kind: "reading";
      sentence: ConsentSentence;
      take: Take | null;
      sound: TakeSound;
    }
  /** The recording is complete. It is stored and checked, also when the client goes meanwhile. */
  | { kind: "checking" }
  /** A try has failed; whether there may be another is being looked up. */
  | { kind: "between" }
  | { kind: "over" };

/**
 * One spoken consent, from its first sentence to its outcome. It lives in memory: what ends before the recording of a
 * sentence is complete is void, and begins anew. A complete recording is a job of the queue, which survives a restart.
 */
export class Ceremony {
  readonly id = randomUUID();
  private state: State = { kind: "beginning" };
  private attempt = 0;
  private expiry: NodeJS.Timeout | null = null;
  private about: { language: Language; voiceName: string; referenceSha256: string } | null = null;
  /** What is still being written when the server stops. */
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly ctx: RecordsContext,
    private readonly subject: CeremonySubject,
    private readonly send: (message: ServerMessage) => void,
    private readonly onOver: () => void,
    private readonly deps: CeremonyDependencies,
  ) {}

  get isOver(): boolean {
    return this.state.kind === "over";
  }

  /** Shows the first sentence. Rejects with AppErrors meant for the client; the ceremony is then over. */
  async begin(): Promise<void> {
    try {
      const language = this.subject.language ?? (await readSettings(this.ctx)).chat?.language ?? "zh-TW";
      if (this.isOver) return;
      const begun = await beginCeremony(this.ctx, { ...this.subject, language, ceremonyId: this.id });
      this.about = { language, ...begun };
      if (this.isOver) this.work = this.storeEnd("disconnected");
      else this.showSentence();
    } catch (error) {
      this.finish();
      throw error;
    }
  }

  /** Throws AppError `bad_audio`. What comes while no sentence is to be read is dropped. */
  receiveChunk({ data, sr, seq }: AudioChunk): void {
    const { state } = this;
    if (state.kind !== "reading" || state.take?.problem) return;
    const bytes = base64ToBytes(data);
    if (!bytes) throw new AppError("bad_audio", "audio_chunk: `data` is not base64.");
    const pcm = state.sound.push(bytes, sr);
    const chunk = { samples: pcm.length, sampleRateHz: sr, peak: peakOf(pcm), seq, atMs: this.deps.now() };
    const isFirst = state.take === null;
    state.take = withChunk(state.take, chunk);
    if (isFirst && state.take) this.send({ type: "consent_progress", ceremony_id: this.id, state: "recording" });
    if (state.take?.problem) state.sound.clear();
  }

  /** The person has read the sentence. */
  end(): void {
    const { state } = this;
    if (state.kind !== "reading") return;
    this.stopClock();
    this.state = { kind: "checking" };
    const problem = problemOf(state.take);
    if (problem) this.work = this.tryAgain({ reason: problem });
    else if (state.take) this.work = this.check(state.sentence, state.sound.wav());
  }

  /** Ends it; a complete recording is checked nevertheless. Resolves when that is on record. */
  async close(reason: VoidReason): Promise<void> {
    if (this.state.kind !== "over") this.giveUp(reason);
    await this.work;
  }

  private showSentence(): void {
    if (!this.about) return;
    this.attempt += 1;
    const { language, voiceName } = this.about;
    const { purpose } = this.subject;
    const sentence = consentSentence({ language, purpose, voiceName, date: today(), random });
    this.state = { kind: "reading", sentence, take: null, sound: new TakeSound() };
    this.expiry = setTimeout(() => this.giveUp("expired"), this.deps.lastsMs);
    this.send({
      type: "consent_sentence",
      ceremony_id: this.id,
      text: sentence.text,
      language,
      expires_in_ms: this.deps.lastsMs,
      attempts_left: maxAttempts - this.attempt,
    });
  }

  private async check(sentence: ConsentSentence, take: Uint8Array): Promise<void> {
    if (!this.about) return;
    this.send({ type: "consent_progress", ceremony_id: this.id, state: "checking" });
    const consentId = randomUUID();
    try {
      const { jobId } = await storeTake(this.ctx, {
        ...this.subject,
        ...this.about,
        ceremonyId: this.id,
        consentId,
        sentence: sentence.text,
        take,
      });
      // Whoever waits for the end of the ceremony waits for what is durable, not for the models.
      void this.awaitCheck(jobId, consentId);
    } catch (error) {
      this.report(error, "consent_take_not_stored");
      this.giveUp(errorCodeOf(error) === "storage_failed" ? "check_failed" : "voice_changed");
    }
  }

  private async awaitCheck(jobId: number, consentId: string): Promise<void> {
    try {
      const checked = await this.deps.checked(jobId, consentId);
      if (this.isOver) return;
      if (checked.outcome !== "again") {
        this.tell({ ...checked, reason: null, attemptsLeft: 0 });
        this.finish();
      } else if (checked.words.isDenied) this.giveUp("denied", checked);
      else await this.tryAgain({ reason: null, checked });
    } catch (error) {
      if (this.isOver) return;
      this.report(error, "consent_not_checked");
      this.giveUp(errorCodeOf(error) === "not_found" ? "voice_changed" : "check_failed");
    }
  }

  /** Shows the next sentence, if the voice is still one that waits for a consent. */
  private async tryAgain({
    reason,
    checked = null,
  }: {
    reason: ConsentResult["reason"];
    checked?: CheckedTake | null;
  }): Promise<void> {
    this.state = { kind: "between" };
    const attemptsLeft = maxAttempts - this.attempt;
    if (attemptsLeft === 0 || !this.about) {
      this.giveUp("attempts", checked);
      return;
    }
    try {
      await assertCeremonyStands(this.ctx, { profileId: this.subject.profileId, ...this.about });
    } catch (error) {
      if (this.isOver) return;
      this.report(error, "consent_voice_gone");
      this.giveUp("voice_changed", checked);
      return;
    }
    if (this.isOver) return;
    this.tell({ ...checked, outcome: "again", reason, attemptsLeft });
    this.showSentence();
  }

  private giveUp(reason: VoidReason, checked: CheckedTake | null = null): void {
    const { kind } = this.state;
    // The queue has the recording: its check goes on, and the voice's page shows what it finds.
    const isLeftToQueue = kind === "checking" && (reason === "disconnected" || reason === "server_stopped");
    if (!isLeftToQueue) this.tell({ ...checked, outcome: "void", reason, attemptsLeft: 0 });
    this.finish();
    if (isLeftToQueue || kind === "beginning") return;
    const [before, written] = [this.work, this.storeEnd(reason)];
    this.work = before.then(() => written);
  }

  private async storeEnd(reason: VoidReason): Promise<void> {
    const { profileId } = this.subject;
    try {
      await voidCeremony(this.ctx, { ceremonyId: this.id, profileId, reason });
    } catch (error) {
      this.log(error, "consent_end_not_stored");
    }
  }

  private tell({ outcome, reason, attemptsLeft, heard, words, voice }: Told): void {
    this.send({
      type: "consent_result",
      ...{ ceremony_id: this.id, outcome, reason, attempts_left: attemptsLeft },
      ...{ heard: heard ?? null, words: words ?? null, voice: voice ?? null },
    });
  }

  private finish(): void {
    if (this.isOver) return;
    this.stopClock();
    this.state = { kind: "over" };
    this.onOver();
  }

  private stopClock(): void {
    if (this.expiry) clearTimeout(this.expiry);
    this.expiry = null;
  }

  private report(error: unknown, event: string): void {
    this.log(error, event);
    const { code, message } = new AppError(errorCodeOf(error), (error as Error).message);
    if (code !== "internal") this.send({ type: "error", code, message });
  }

  private log(error: unknown, event: string): void {
    this.deps.logger.warn(event, { trace_id: this.id, error });
  }
}

/** Unpredictable, so that no recording can be made ready for it. */
const random = () => randomInt(2 ** 47) / 2 ** 47;

/** The day on the server's clock, in the time zone of its house. */
function today(): CalendarDate {
  const now = new Date();
  return { year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() };
}

function peakOf(pcm: Int16Array): number {
  let peak = 0;
  for (const sample of pcm) peak = Math.max(peak, Math.abs(sample));
  return peak / 32_768;
}
