"use client";
import { type RefObject, useEffect, useRef, useState } from "react";
import { concatInt16 } from "@/lib/audio/pcm";
import { encodeWav } from "@/lib/audio/wav";
import { type HeardPiece, heardPiece, judgeMicrophone, type MicrophoneVerdict } from "@/lib/chat/microphone-check";
import type { MicrophoneBlock } from "@/lib/chat/microphone-state";
import { deviceSound } from "@/lib/client/device-sound";
import { Microphone, type MicrophoneOptions } from "@/lib/client/microphone";
import { playOn } from "@/lib/client/play-on";
import { useChat } from "./chat-context";
import { visibleLevel } from "./use-level";

export const checkSeconds = 5;

export type MicrophoneCheckState =
  | { kind: "idle" }
  | { kind: "opening" }
  /** `device`: its name; empty where the browser does not say it. */
  | { kind: "recording"; device: string }
  | { kind: "blocked"; reason: MicrophoneBlock }
  | { kind: "done"; device: string; verdict: MicrophoneVerdict };

/**
 * A recording of a few seconds that stays in this page. `bar` shows its level in the style property `--level`. The
 * conversation's own microphone is muted meanwhile.
 */
export function useMicrophoneCheck(
  settings: MicrophoneOptions & { outputDeviceId: string | null },
  bar: RefObject<HTMLElement | null>,
) {
  const chat = useChat();
  const [state, setState] = useState<MicrophoneCheckState>({ kind: "idle" });
  const end = useRef<() => void>(() => undefined);
  const sound = useRef<Blob | null>(null);
  const playing = useRef<HTMLAudioElement | null>(null);
  useEffect(
    () => () => {
      end.current();
      playing.current?.pause();
    },
    [],
  );

  async function record(): Promise<void> {
    playing.current?.pause();
    const pieces: HeardPiece[] = [];
    const recorded: Int16Array[] = [];
    const microphone = new Microphone({
      onState(now) {
        if (now.state === "blocked") setState({ kind: "blocked", reason: now.reason });
      },
      onChunk(pcm, rms, peak) {
        pieces.push(heardPiece(pcm, rms, peak));
        recorded.push(pcm);
        bar.current?.style.setProperty("--level", visibleLevel(rms).toFixed(3));
      },
    });
    setState({ kind: "opening" });
    const unmute = chat.muteWhile();
    if (!(await microphone.start(settings))) {
      unmute();
      return;
    }
    const device = microphone.deviceName;
    setState({ kind: "recording", device });
    const timer = setTimeout(() => end.current(), checkSeconds * 1_000);
    end.current = () => {
      end.current = () => undefined;
      clearTimeout(timer);
      microphone.stop();
      unmute();
      sound.current = wavOf(recorded);
      setState({ kind: "done", device, verdict: judgeMicrophone(pieces) });
    };
  }

  function play(): void {
    playing.current?.pause();
    if (!sound.current) return;
    const url = URL.createObjectURL(sound.current);
    const audio = new Audio(url);
    audio.volume = deviceSound().get().volume;
    const unmute = chat.muteWhile();
    audio.onended = audio.onpause = () => {
      unmute();
      URL.revokeObjectURL(url);
    };
    playing.current = audio;
    playOn(audio, settings.outputDeviceId).catch(unmute);
  }

  return { state, record, play, stop: () => end.current() };
}

function wavOf(pieces: readonly Int16Array[]): Blob {
  const wav = encodeWav(concatInt16(pieces), Microphone.sampleRateHz);
  return new Blob([new Uint8Array(wav)], { type: "audio/wav" });
}
