import type { ClientMessage } from "../../../lib/protocol/client-messages";

/** Limit of messages kept while a session is being started. A client that sends more does not wait for the answer. */
const maxMessages = 2_000;
/** About a minute of audio. */
const maxAudioChars = 4 * 1_048_576;

/** Messages that wait for their session, in order and bounded. */
export class PendingMessages {
  private readonly messages: ClientMessage[] = [];
  private audioChars = 0;

  add(message: ClientMessage): void {
    this.audioChars += message.type === "audio_chunk" ? message.data.length : 0;
    if (this.messages.length < maxMessages && this.audioChars < maxAudioChars) this.messages.push(message);
  }

  takeAll(): ClientMessage[] {
    this.audioChars = 0;
    return this.messages.splice(0);
  }
}
