import { replyAudio } from "../../../lib/audio/reply-audio";

/**
 * No segment is started while more speech than this is synthesised and not yet read. A reader that has stopped
 * therefore costs at most this much plus one segment (some 15 s). A running call is never paused, as it would keep the
 * model from others.
 */
export const maxUnreadSpeechSeconds = 10;

export const replySampleRateHz = replyAudio.sampleRateHz;
