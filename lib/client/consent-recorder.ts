import type { ConnectionState } from "../chat/connection-state";
import type { MicrophoneState } from "../chat/microphone-state";
import type { ClientMessage } from "../protocol/client-messages";
import { type CeremonyEvent, type CeremonyView, reduceCeremony } from "../voice-profiles/ceremony-view";
import { Microphone, type MicrophoneEvents, type MicrophoneOptions } from "./microphone";
import { Store } from "./store";
import { ChatTransport, type TransportOptions } from "./transport";

export type ConsentSubject = Omit<Extract<ClientMessage, { type: "consent_start" }>, "type">;

export interface ConsentRecorderOptions extends TransportOptions {
  /** Loudness of each chunk of the open microphone, root mean square 0–1. */
  onLevel: (rms: number) => void;
  /** The microphone; the browser's but in tests. */
  openMicrophone?: (events: MicrophoneEvents) => Pick<Microphone, "start" | "stop" | "flush">;
}

/**
 * One ceremony of consent after another, each on a connection of its own: the sentence from the server, the microphone
 * to it while the sentence is read. A lost connection is the end of a ceremony: it never connects again by itself.
 */
export class ConsentRecorder {
  readonly view = new Store<CeremonyView, CeremonyEvent>({ kind: "idle" }, reduceCeremony);
  private transport: ChatTransport | null = null;
  private readonly microphone: Pick<Microphone, "start" | "stop" | "flush">;

  constructor(private readonly options: ConsentRecorderOptions) {
    const open = options.openMicrophone ?? ((events: MicrophoneEvents) => new Microphone(events));
    this.microphone = open({
      onState: (state: MicrophoneState) => this.view.dispatch({ type: "microphone", state }),
      onChunk: (pcm, rms) => {
        options.onLevel(rms);
        this.transport?.sendAudio(pcm, Microphone.sampleRateHz);
      },
    });
  }

  /** Asks for a sentence. */
  begin(subject: ConsentSubject): void {
    this.end();
    this.view.dispatch({ type: "begun" });
    const transport: ChatTransport = new ChatTransport(
      {
        onOpen: () => void transport.send({ type: "consent_start", ...subject }),
        onState: (state) => this.connectionChanged(transport, state),
        onMessage: (message) => {
          if (this.transport !== transport) return;
          this.view.dispatch({ type: "message", message, nowMs: Date.now() });
          // A sentence that ran out of time leaves the microphone open otherwise.
          if (message.type === "consent_result") this.microphone.stop();
          if (this.view.get().kind === "refused") this.end();
        },
      },
      this.options,
    );
    this.transport = transport;
    transport.connect();
  }

  /** Opens the microphone: what is heard goes to the server. Call it from a gesture. */
  async startReading(options: MicrophoneOptions): Promise<void> {
    if (this.view.get().kind === "reading") await this.microphone.start(options);
  }

  /** The sentence has been read. */
  async stopReading(): Promise<void> {
    await this.microphone.flush();
    this.microphone.stop();
    if (this.view.get().kind !== "reading") return;
    this.transport?.send({ type: "consent_end" });
    this.view.dispatch({ type: "read" });
  }

  /** Ends the ceremony, on the person's wish or because the page is left. */
  close(): void {
    this.transport?.send({ type: "consent_cancel" });
    this.end();
    this.view.dispatch({ type: "closed" });
  }

  private connectionChanged(transport: ChatTransport, { state }: ConnectionState): void {
    if (this.transport !== transport || state === "connecting" || state === "connected" || state === "closed") return;
    this.end();
    this.view.dispatch({ type: "connection_lost" });
  }

  private end(): void {
    const { transport } = this;
    this.transport = null;
    this.microphone.stop();
    transport?.close();
  }
}
