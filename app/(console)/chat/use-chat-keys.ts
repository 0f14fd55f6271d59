"use client";
import { useEffect } from "react";
import { deviceSound } from "@/lib/client/device-sound";
import { nextReplySpeech } from "@/lib/reply-speech";
import { useChat } from "./chat-context";

interface ChatKeys {
  focusComposer(): void;
  showHelp(): void;
}

const typesInto = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

/** True for an element that Space activates; there Space does not mean push to talk. */
const pressesWithSpace = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest("button, a, summary, [role=button], [role=option], [role=switch], [role=slider]") !== null &&
  target.closest("[data-talk]") === null;

/** Beside a panel the page stays in use, so its keys work on; what lies over the page has the keys to itself. */
const isCovered = () =>
  document.querySelector("[role=dialog]:not([data-slot=dialog-panel]), [role=menu], [role=listbox]") !== null;

/** Space held = push to talk, M = mute, S = loudspeaker, Esc = stop, / = type, ? = help. */
export function useChatKeys({ focusComposer, showHelp }: ChatKeys): void {
  const chat = useChat();
  useEffect(() => {
    function down(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isCovered()) return;
      if (event.key === "Escape") {
        chat.interruptReply();
        return;
      }
      if (typesInto(event.target)) return;
      if (event.key === " " && !pressesWithSpace(event.target)) {
        event.preventDefault();
        if (!event.repeat) void chat.holdToTalk();
      } else if (event.repeat) {
        return;
      } else if (event.key === "m" || event.key === "M") {
        chat.toggleMute();
      } else if (event.key === "s" || event.key === "S") {
        const sound = deviceSound();
        sound.dispatch({ speech: nextReplySpeech(sound.get().speech) });
      } else if (event.key === "/") {
        event.preventDefault();
        focusComposer();
      } else if (event.key === "?") {
        showHelp();
      }
    }
    function up(event: KeyboardEvent) {
      if (event.key === " ") void chat.releaseToTalk();
    }
    // When another window takes the focus, the key's release is never reported here.
    const release = () => void chat.releaseToTalk();
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", release);
    return () => {
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", release);
    };
  }, [chat, focusComposer, showHelp]);
}
