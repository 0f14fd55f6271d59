"use client";
import { Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { HeardDifferently } from "@/components/turn/heard-differently";
import { Button } from "@/components/ui/button";
import { TooLong } from "@/components/ui/too-long";
import type { Turn } from "@/lib/chat/conversation-state";
import { wireLimits } from "@/lib/protocol/client-messages";
import { UnsavedGuard } from "../unsaved-guard";
import { useChat, useConversation } from "./chat-context";
import { NotUnderstood } from "./not-understood";
import { Said } from "./said";
import { WordsUnderWay } from "./words-under-way";

/** What the person said in a turn. A final transcript is a button: pressed, it can be corrected. */
export function UserWords({ turn }: { turn: Turn }) {
  const t = useTranslations("chat.turn");
  const [editing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing) button.current?.focus();
    wasEditing.current = editing;
  }, [editing]);

  if (turn.endedBy === "not_understood") return <NotUnderstood turn={turn} />;
  const recognises = turn.status === "running" && turn.source === "spoken" && !turn.userTextFinal;
  if (recognises) return <WordsUnderWay turn={turn} />;
  if (turn.userText === "") return turn.status === "failed" ? <NotUnderstood turn={turn} /> : null;
  const editable = turn.userTextFinal && !turn.superseded;
  if (editing) return <TranscriptEditor turn={turn} close={() => setEditing(false)} />;
  const words = (
    <Said language={turn.language} settled={turn.userTextFinal}>
      {turn.heardReplacements.length === 0 ? (
        turn.userText
      ) : (
        <HeardDifferently text={turn.userText} replacements={turn.heardReplacements} />
      )}
    </Said>
  );
  if (!editable) return words;
  return (
    <button
      ref={button}
      type="button"
      data-testid="transcript"
      aria-label={t("editWords", { text: turn.userText })}
      title={t("edit")}
      onClick={() => setEditing(true)}
      className="group flex min-w-0 max-w-full items-center gap-2 rounded-md text-left"
    >
      <Pencil
        aria-hidden
        className="size-3.5 shrink-0 text-muted-foreground opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100 [@media(hover:none)]:opacity-60"
      />
      {words}
    </button>
  );
}

function TranscriptEditor({ turn, close }: { turn: Turn; close: () => void }) {
  const t = useTranslations("chat");
  const common = useTranslations("common");
  const chat = useChat();
  const [text, setText] = useState(turn.userText);
  const [refused, setRefused] = useState(false);
  const started = useConversation((state) => state.started);
  if (refused && started) setRefused(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const isTooLong = text.trim().length > wireLimits.maxTextChars;
  const unchanged = text.trim() === turn.userText || text.trim() === "";

  const save = () => {
    if (unchanged || isTooLong) return;
    if (chat.editTranscript(turn.turnId, text.trim())) close();
    else setRefused(true);
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  return (
    <form
      className="flex w-full flex-col items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <UnsavedGuard isActive={!unchanged} />
      <textarea
        ref={field}
        lang={turn.language}
        dir="auto"
        value={text}
        aria-invalid={isTooLong || undefined}
        aria-label={t("turn.editLabel")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={keyDown}
        className="field-sizing-content min-h-11 w-full resize-none rounded-md border border-input bg-card px-4 py-2.5 text-base"
      />
      <TooLong length={text.trim().length} most={wireLimits.maxTextChars} />
      {refused && (
        <p role="alert" className="text-sm text-warning">
          {t("composer.notSent")}
        </p>
      )}
      <div className="flex gap-2">
        <Button variant="ghost" className="h-11" onClick={close}>
          {common("cancel")}
        </Button>
        <Button type="submit" className="h-11" disabled={unchanged || isTooLong}>
          {t("turn.editSave")}
        </Button>
      </div>
    </form>
  );
}
