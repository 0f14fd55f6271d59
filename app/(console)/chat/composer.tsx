"use client";
import { ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { Button } from "@/components/ui/button";
import { TooLong } from "@/components/ui/too-long";
import { useEarlyInput } from "@/components/ui/use-early-input";
import { wireLimits } from "@/lib/protocol/client-messages";
import { useChat, useConversation } from "./chat-context";

interface ComposerProps {
  field: RefObject<HTMLTextAreaElement | null>;
  /** Told whether somebody types: the field has the focus, or holds text that was not sent. */
  setTypes: (types: boolean) => void;
}

/** Typing instead of speaking. Grows with the text; Enter sends, Shift+Enter breaks the line. */
export function Composer({ field, setTypes }: ComposerProps) {
  const t = useTranslations("chat.composer");
  const chat = useChat();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState(false);
  const started = useConversation((state) => state.started);
  // Connected again: nothing keeps the words here any more.
  if (refused && started) setRefused(false);
  const empty = text.trim() === "";
  const isTooLong = text.trim().length > wireLimits.maxTextChars;
  useEarlyInput(field, setText);

  const send = () => {
    if (empty || isTooLong) return;
    const sent = chat.sendText(text.trim());
    setRefused(!sent);
    if (sent) setText("");
  };
  const keyDown = (event: KeyboardEvent) => {
    // While a Chinese input method composes, Enter chooses a character.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
    if (event.key === "Escape") field.current?.blur();
  };

  return (
    <form
      data-composer
      onFocus={() => setTypes(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setTypes(text !== "");
      }}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="flex items-end gap-1 rounded-md border border-input bg-card focus-within:outline-2 focus-within:outline-ring focus-within:-outline-offset-1">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          aria-invalid={isTooLong || undefined}
          aria-label={t("label")}
          placeholder={t("placeholder")}
          enterKeyHint="send"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={keyDown}
          className="field-sizing-content max-h-40 min-h-11 min-w-0 flex-1 resize-none bg-transparent px-3 py-2.5 text-base leading-6 outline-none placeholder:text-muted-foreground"
        />
        <Button
          type="submit"
          size="icon"
          variant="ghost"
          className="size-11"
          disabled={empty || isTooLong}
          aria-label={t("send")}
        >
          <ArrowUp aria-hidden />
        </Button>
      </div>
      <TooLong length={text.trim().length} most={wireLimits.maxTextChars} />
      {refused && (
        <p role="alert" className="mt-1 text-sm text-warning">
          {t("notSent")}
        </p>
      )}
    </form>
  );
}
