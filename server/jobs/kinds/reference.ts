import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, errorCodeOf } from "../../../lib/errors";
import type { PreparedReference } from "../../../lib/voice-profiles/profile";
import { transcribeRecording } from "../../conversation/pipeline/transcribe-recording";
import type { ReferenceMaker, SpeakerEngine, SpeechToText } from "../../inference/contract";
import type { LeaseBroker } from "../../inference/scheduling/contract";
import type { Logger } from "../../platform/observability/logger";
import { dropRecording, findReferenceWork, storePrepared } from "../../records/voice-profiles/prepare-reference";
import type { JobHandlers, JobWork } from "../runner";
import { isTriedAgain } from "../tried-again";
import { speechSamplesIn } from "./speech-samples";

export interface ReferenceJobDependencies {
  maker: ReferenceMaker;
  speaker: SpeakerEngine;
  stt: SpeechToText;
  leases: LeaseBroker;
  logger: Logger;
}

/** How far the work is when each step is done. */
const steps = { decoded: 0.5, made: 0.65, compared: 0.8 };

/**
 * Makes the reference of a draft from its upload, or from another part of the recording that is decoded already; then
 * listens to it: how many people speak, whose voice it is, what is said. Without a speaker engine or a recogniser that
 * works, what they would say stays unknown.
 */
export function createReferenceJob(deps: ReferenceJobDependencies): JobHandlers["reference"] {
  async function prepare({ job, ctx, signal, progress }: JobWork<"reference">) {
    const { profileId, keep } = job.payload;
    const work = await findReferenceWork(ctx, profileId);
    const source = existsSync(work.uploadPath)
      ? await deps.maker.decode(work, { signal, onProgress: (share) => progress(share * steps.decoded) })
      : work.source;
    // A backup has no recordings of drafts.
    if (!source || !existsSync(work.decodedPath)) throw new AppError("not_found");
    progress(steps.decoded);
    const made = await deps.maker.make({ ...work, keep }, { signal });
    progress(steps.made);
    const audio = await speechSamplesIn(work.referencePath);
    const voice = await judgeVoice(deps, audio, signal);
    progress(steps.compared);
    const heardText = await recognise(deps, { audio, language: work.language }, signal);
    const prepared: PreparedReference = {
      sourceFormat: source.sourceFormat,
      sourceDurationS: source.durationS,
      sourcePeaks: source.peaks,
      startS: made.startS,
      endS: made.endS,
      isChosen: keep !== null,
      durationS: made.durationS,
      peaks: made.peaks,
      measures: { ...made.measures, speakers: voice?.speakers ?? null, textCer: null },
    };
    const referenceSha256 = made.sha256;
    const print = voice?.print ?? null;
    await storePrepared(ctx, { profileId, jobId: job.id, prepared, referenceSha256, heardText, print });
    return { profileId };
  }

  return async (work) => {
    try {
      return await prepare(work);
    } catch (error) {
      const { job, ctx, signal } = work;
      // At a shutdown the next start begins again.
      if (signal.aborted || isTriedAgain(job, error)) throw error;
      await dropRecording(ctx, job.payload.profileId).catch((cause: unknown) =>
        deps.logger.warn("recording_not_removed", { error: cause }),
      );
      throw error;
    }
  };
}

async function judgeVoice({ speaker, logger }: ReferenceJobDependencies, audio: Float32Array, signal: AbortSignal) {
  try {
    const [speakers, print] = [await speaker.speakers(audio, signal), await speaker.embed(audio, signal)];
    return { speakers, print };
  } catch (error) {
    signal.throwIfAborted();
    logger.warn("reference_voice_not_judged", { error });
    return null;
  }
}

/** A recogniser that is on its way is waited for this long: somebody looks at the page. */
const recogniserWaitMs = 60_000;

async function recognise(
  { stt, leases, logger }: ReferenceJobDependencies,
  request: { audio: Float32Array; language: "zh-TW" | "en" },
  signal: AbortSignal,
): Promise<string | null> {
  const call = { signal, urgency: "waiting" } as const;
  const untilMs = performance.now() + recogniserWaitMs;
  for (;;) {
    try {
      return (await transcribeRecording({ stt, leases }, request, call)) ?? "";
    } catch (error) {
      signal.throwIfAborted();
      if (errorCodeOf(error) !== "model_loading" || performance.now() > untilMs) {
        logger.warn("reference_not_recognised", { error });
        return null;
      }
      await sleep(1_000, undefined, { signal });
    }
  }
}
