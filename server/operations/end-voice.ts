import type { Logger } from "../platform/observability/logger";
import type { RecordsContext } from "../records/context";
import { endProfile } from "../records/voice-profiles/end-profile";

export interface EndVoiceDependencies {
  /** Resolves when a job of the queue is over. */
  jobFinished: (jobId: number) => Promise<unknown>;
  /** Ends what is being spoken in a voice that may not be used any more. */
  voiceChanged: (profileId: number) => Promise<void>;
  logger: Logger;
}

export type EndVoice = (ctx: RecordsContext, input: Parameters<typeof endProfile>[1]) => Promise<{ replies: number }>;

/**
 * Ends a voice that somebody brought: its rows go first, then it falls silent, then its files and what models keep of
 * it go. When this resolves nothing of it is left but its certificates and the replies that were spoken in it, whose
 * number is returned. Throws what `endProfile` throws.
 */
export function createEndVoice({ jobFinished, voiceChanged, logger }: EndVoiceDependencies): EndVoice {
  return async (ctx, input) => {
    const { removalJobId, replies } = await endProfile(ctx, input);
    const { profileId } = input;
    await voiceChanged(profileId);
    await jobFinished(removalJobId);
    logger.info("voice_ended", { profile_id: profileId, reason: input.reason });
    return { replies };
  };
}
