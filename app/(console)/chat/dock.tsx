"use client";
import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import type { ChatSettings } from "@/lib/chat/chat-settings";
import { discShapes } from "@/lib/chat/disc";
import { useConversation } from "./chat-context";
import { Composer } from "./composer";
import styles from "./dock.module.css";
import { DockButton } from "./dock-button";
import { DockStatus } from "./dock-status";
import { MicrophoneButton } from "./microphone-button";
import { MuteButton } from "./mute-button";
import { SpeechSwitch } from "./speech-switch";
import { StopReplyButton } from "./stop-reply-button";
import { useDockState } from "./use-dock-state";

interface DockProps {
  captureMode: ChatSettings["captureMode"];
  composer: RefObject<HTMLTextAreaElement | null>;
  /** Whether somebody types: a folded text field is then unfolded. */
  types: boolean;
  setTypes: (types: boolean) => void;
  focusComposer: () => void;
}

/** The bar below the conversation: the microphone, the state, a few controls, the text field. */
export function Dock({ captureMode, composer, types, setTypes, focusComposer }: DockProps) {
  const t = useTranslations("chat");
  const dock = useDockState();
  const talks = useConversation((state) => state.capture !== "closed") && captureMode === "hands_free";
  return (
    <section aria-label={t("dock.label")} className="shrink-0 border-t bg-card">
      <div
        className={`${styles.dock} short:py-1 mx-auto max-w-[45rem] px-4 pt-2.5 pb-3`}
        data-talks={talks}
        data-types={types}
        data-tells={dock.kind === "blocked" || dock.kind === "silent"}
        data-away={discShapes[dock.kind] === "away" || dock.kind === "waiting"}
      >
        <MicrophoneButton dock={dock} captureMode={captureMode} className={styles.disc} />
        <DockStatus dock={dock} captureMode={captureMode} className={styles.words} />
        <div className={styles.stop} data-testid="stop-place">
          <StopReplyButton dock={dock.kind} />
        </div>
        <div className={styles.mute} data-testid="mute-place">
          <MuteButton captureMode={captureMode} />
        </div>
        <div className={styles.speech}>
          <SpeechSwitch />
        </div>
        <div className={styles.type}>
          <DockButton icon={Keyboard} label={t("composer.open")} onClick={focusComposer} />
        </div>
        <div className={styles.composer}>
          <Composer field={composer} setTypes={setTypes} />
        </div>
      </div>
    </section>
  );
}
