"use client";
import { useFormatter, useNow, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useModelDetail } from "@/components/shell/use-model-detail";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Progress } from "@/components/ui/progress";
import type { ChatSettings } from "@/lib/client/chat-settings";
import type { DockState } from "@/lib/client/dock-state";
import type { ErrorCode } from "@/lib/errors";
import type { ModelStatus } from "@/lib/protocol/server-messages";
import { useChat, useConversation } from "./chat-context";

interface DockStatusProps {
  dock: DockState;
  capture: ChatSettings["capture"];
}

/** The state in words large enough for the other side of a desk, and below it what to do. */
export function DockStatus({ dock, capture }: DockStatusProps) {
  return (
    <div data-testid="dock-state" data-dock={dock.kind} className="min-w-0 flex-1">
      <DockWords dock={dock} capture={capture} />
    </div>
  );
}

function DockWords({ dock, capture }: DockStatusProps) {
  const t = useTranslations("chat");
  const errors = useTranslations("errors");
  const listening = useConversation((state) => state.capture === "open");
  switch (dock.kind) {
    case "signed_out":
      return <SignedOut />;
    case "reconnecting":
      return <Reconnecting attempt={dock.attempt} nextTryAtMs={dock.nextTryAtMs} />;
    case "refused":
      return <Refused code={dock.code} hint={errors(dock.code)} />;
    case "waiting":
      return <Waiting key={`${dock.position} ${dock.etaMs}`} position={dock.position} etaMs={dock.etaMs} />;
    case "loading":
      return <Loading progress={dock.progress} />;
    case "model_failed":
      return <ModelFailed model={dock.model} />;
    case "blocked":
      return (
        <Words
          tone="danger"
          title={t("dock.blocked.title")}
          hint={`${t(`blocked.${dock.reason}`)} ${t("blocked.typing")}`}
        />
      );
    case "ready": {
      const hold = capture === "push_to_talk";
      const hint = hold ? t("dock.ready.hintHold") : t("dock.ready.hint");
      const touch = hold ? t("dock.ready.touchHold") : t("dock.ready.touch");
      return <Words title={t("dock.ready.title")} hint={hint} touch={touch} />;
    }
    case "speaking": {
      const hint = listening ? t("dock.speaking.hint") : t("dock.speaking.hintTyped");
      const touch = listening ? t("dock.speaking.touch") : t("dock.speaking.touchTyped");
      return <Words title={t("dock.speaking.title")} hint={hint} touch={touch} />;
    }
    case "muted":
      return (
        <Words tone="warning" title={t("dock.muted.title")} hint={t("dock.muted.hint")} touch={t("dock.muted.touch")} />
      );
    case "thinking":
      return <Words title={t("dock.thinking.title")} hint={t("dock.thinking.hint")} touch={t("dock.thinking.touch")} />;
    default:
      return <Words title={t(`dock.${dock.kind}.title`)} hint={t(`dock.${dock.kind}.hint`)} />;
  }
}

interface WordsProps {
  tone?: "warning" | "danger";
  title: string;
  hint: string;
  /** Said instead where there are fingers and no keys. */
  touch?: string;
  /** The title counts up: reading out each step would be noise. */
  quiet?: boolean;
  children?: ReactNode;
}

function Words({ tone, title, hint, touch = hint, quiet, children }: WordsProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-40">
        <p
          role={quiet ? undefined : "status"}
          className={cn(
            "font-semibold text-2xl leading-tight tracking-tight",
            tone === "warning" && "text-warning",
            tone === "danger" && "text-danger",
          )}
        >
          {title}
        </p>
        <p className="mt-0.5 text-muted-foreground text-sm pointer-coarse:hidden">{hint}</p>
        <p className="mt-0.5 hidden text-muted-foreground text-sm pointer-coarse:block">{touch}</p>
      </div>
      {children}
    </div>
  );
}

function SignedOut() {
  const t = useTranslations("chat.dock.signed_out");
  const sessionId = useConversation((state) => state.sessionId);
  const back = sessionId === null ? "/chat" : `/chat?session=${sessionId}`;
  return (
    <Words tone="warning" title={t("title")} hint={t("hint")}>
      <Button asChild size="sm" className="pointer-coarse:h-11">
        <a href={`/login?next=${encodeURIComponent(back)}`}>{t("action")}</a>
      </Button>
    </Words>
  );
}

function Reconnecting({ attempt, nextTryAtMs }: { attempt: number; nextTryAtMs: number | null }) {
  const t = useTranslations("chat.dock.reconnecting");
  const chat = useChat();
  const now = useNow({ updateInterval: 500 });
  const seconds = nextTryAtMs === null ? null : Math.max(0, Math.ceil((nextTryAtMs - now.getTime()) / 1_000));
  const hint = seconds === null ? t("hintNow", { attempt }) : t("hint", { attempt, seconds });
  return (
    <Words tone="warning" title={t("title")} hint={hint}>
      <Button
        variant="outline"
        size="sm"
        className="pointer-coarse:h-11"
        disabled={seconds === null}
        onClick={() => chat.retryNow()}
      >
        {t("action")}
      </Button>
    </Words>
  );
}

function Refused({ code, hint }: { code: ErrorCode; hint: string }) {
  const t = useTranslations("chat");
  const chat = useChat();
  if (code === "at_capacity") {
    return (
      <Words tone="warning" title={t("dock.full.title")} hint={t("dock.full.hint")}>
        <Button size="sm" className="pointer-coarse:h-11" onClick={() => chat.joinQueue()}>
          {t("dock.full.action")}
        </Button>
      </Words>
    );
  }
  return (
    <Words tone="danger" title={t("dock.refused.title")} hint={hint}>
      <div className="flex flex-wrap gap-2">
        <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => chat.retryNow()}>
          {t("dock.refused.action")}
        </Button>
        {code === "session_in_use" && (
          <Button size="sm" className="pointer-coarse:h-11" onClick={() => chat.newConversation()}>
            {t("newConversation")}
          </Button>
        )}
      </div>
    </Words>
  );
}

/** The estimate counts down from when it was given; keyed by it, so that a new one begins anew. */
function Waiting({ position, etaMs }: { position: number; etaMs: number | null }) {
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
    <Words
      tone="warning"
      title={t("title", { position })}
      hint={leftMs !== null && leftMs < 0 ? t("hintLate") : eta ? t("hint", { eta }) : t("hintUnknown")}
    >
      <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => chat.leaveQueue()}>
        {t("leave")}
      </Button>
    </Words>
  );
}

function ModelFailed({ model }: { model: ModelStatus }) {
  const t = useTranslations("chat.dock.model_failed");
  const detail = useModelDetail()(model);
  const hint = detail ? t("hint", { name: model.name, detail }) : t("hintShort", { name: model.name });
  return <Words tone="danger" title={t("title")} hint={hint} />;
}

function Loading({ progress }: { progress: number | null }) {
  const t = useTranslations("chat.dock.loading");
  const format = useFormatter();
  const percent = progress !== null && format.number(progress, { style: "percent", maximumFractionDigits: 0 });
  return (
    <>
      <Words quiet title={percent ? t("titleProgress", { progress: percent }) : t("title")} hint={t("hint")} />
      <Progress className="mt-2" value={progress} label={t("title")} />
    </>
  );
}
