import { replyAudio } from "../../../lib/audio/reply-audio";

/** The longest reply, in tokens: two spoken sentences with room. */
export const maxReplyTokens = 120;

/**
 * No segment is begun while more speech than this was synthesised and not yet taken. At most this and one segment (some 15 s)
 * are held for a reader that has stopped reading. A call under way is never paused: it would keep the model from others.
 */
export const maxUnreadSpeechSeconds = 10;

export const replySampleRateHz = replyAudio.sampleRateHz;
