"use client";
import { useFormatter, useNow, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { ErrorCode } from "@/lib/errors";
import { useChat, useConversation } from "./chat-context";
import { DockWords } from "./dock-words";
import { OpenElsewhere } from "./open-elsewhere";

// What the dock says while the conversation has no connection or no seat, and what the person can do about it.

export function SignedOut() {
  const t = useTranslations("chat.dock.signed_out");
  const sessionId = useConversation((state) => state.sessionId);
  const back = sessionId === null ? "/chat" : `/chat?session=${sessionId}`;
  return (
    <DockWords tone="warning" title={t("title")} hint={t("hint")}>
      <Button asChild size="sm" className="pointer-coarse:h-11">
        <a href={`/login?next=${encodeURIComponent(back)}`}>{t("action")}</a>
      </Button>
    </DockWords>
  );
}

export function Reconnecting({ attempt, nextTryAtMs }: { attempt: number; nextTryAtMs: number | null }) {
  const t = useTranslations("chat.dock.reconnecting");
  const chat = useChat();
  const now = useNow({ updateInterval: 500 });
  const seconds = nextTryAtMs === null ? null : Math.max(0, Math.ceil((nextTryAtMs - now.getTime()) / 1_000));
  const hint = seconds === null ? t("hintNow", { attempt }) : t("hint", { attempt, seconds });
  return (
    <DockWords tone="warning" title={t("title")} hint={hint}>
      <Button
        variant="outline"
        size="sm"
        className="pointer-coarse:h-11"
        disabled={seconds === null}
        onClick={() => chat.retryNow()}
      >
        {t("action")}
      </Button>
    </DockWords>
  );
}

export function Refused({ code, hint }: { code: ErrorCode; hint: string }) {
  const t = useTranslations("chat");
  const chat = useChat();
  if (code === "at_capacity") {
    return (
      <DockWords tone="warning" title={t("dock.full.title")} hint={t("dock.full.hint")}>
        <Button size="sm" className="pointer-coarse:h-11" onClick={() => chat.joinQueue()}>
          {t("dock.full.action")}
        </Button>
      </DockWords>
    );
  }
  if (code === "session_in_use") return <OpenElsewhere />;
  // Neither trying again nor logging in again is of any use.
  if (code === "account_disabled") return <DockWords tone="danger" title={t("dock.disabled.title")} hint={hint} />;
  return (
    <DockWords tone="danger" title={t("dock.refused.title")} hint={hint}>
      <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => chat.retryNow()}>
        {t("dock.refused.action")}
      </Button>
    </DockWords>
  );
}

/** Counts down from the moment the estimate arrived. Its React key is the estimate: a new one starts a new count. */
export function Waiting({ position, etaMs }: { position: number; etaMs: number | null }) {
  const t = useTranslations("chat.dock.waiting");
  const chat = useChat();
  const format = useFormatter();
  const now = useNow({ updateInterval: 5_000 });
  const [since] = useState(() => Date.now());
  const leftMs = etaMs === null ? null : etaMs - Math.max(0, now.getTime() - since);
  const unitOf = (value: number, unit: "second" | "minute") =>
    format.number(value, { style: "unit", unit, unitDisplay: "long" });
  const eta =
    leftMs !== null &&
    (leftMs < 90_000
      ? unitOf(Math.max(5, Math.round(leftMs / 5_000) * 5), "second")
      : unitOf(Math.round(leftMs / 60_000), "minute"));
  return (
    <DockWords
      tone="warning"
      title={t("title", { position })}
      hint={leftMs !== null && leftMs < 0 ? t("hintLate") : eta ? t("hint", { eta }) : t("hintUnknown")}
    >
      <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => chat.leaveQueue()}>
        {t("leave")}
      </Button>
    </DockWords>
  );
}
