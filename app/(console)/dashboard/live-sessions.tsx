"use client";
import { useNow, useTranslations } from "next-intl";
import { useState } from "react";
import { actionValue } from "@/app/action-answer";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { LiveSession, LiveSessions as Sessions } from "@/lib/dashboard/live-snapshot";
import { Refused } from "../refused";
import { useOneAtATime } from "../use-one-at-a-time";
import { ActDialog } from "./act-dialog";
import { askToLeaveAction, endSessionAction } from "./actions";
import { Panel } from "./panel";

/** Who talks and who waits for a place, and what an administrator can do about it. */
export function LiveSessions({ sessions: { max, talking, list } }: { sessions: Sessions }) {
  const t = useTranslations("dashboard.sessions");
  const [ending, setEnding] = useState<LiveSession | null>(null);
  return (
    <Panel title={t("title", { talking, max })}>
      {list.length === 0 ? (
        <p className="text-muted-foreground text-sm">{t("none")}</p>
      ) : (
        <ul className="divide-y">
          {list.map((session) => (
            <SessionRow key={session.id} session={session} end={() => setEnding(session)} />
          ))}
        </ul>
      )}
      {ending && (
        <ActDialog
          title={t("endTitle", { name: ending.username })}
          body={t("endBody")}
          confirm={t("end")}
          act={() => endSessionAction({ id: ending.id })}
          close={() => setEnding(null)}
        />
      )}
    </Panel>
  );
}

function SessionRow({ session, end }: { session: LiveSession; end: () => void }) {
  const t = useTranslations("dashboard.sessions");
  const now = useNow({ updateInterval: 1_000 });
  const ask = useOneAtATime({ mutationFn: () => actionValue(askToLeaveAction({ id: session.id })) });
  const { username, state, position, address, since_ms: sinceMs } = session;
  const minutes = Math.max(0, Math.floor((now.getTime() - sinceMs) / 60_000));
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
      <div className="min-w-0 flex-1 basis-40">
        <p className="flex flex-wrap items-center gap-2">
          <span className="wrap-anywhere font-medium">{username}</span>
          <Badge tone={state === "waiting" ? "warning" : state === "idle" ? "neutral" : "accent"}>
            {state === "waiting" ? t("waiting", { position: position ?? 0 }) : t(`states.${state}`)}
          </Badge>
        </p>
        <p className="wrap-anywhere text-muted-foreground text-xs">
          {t("since", { minutes })} · {address}
        </p>
        <Refused error={ask.error} />
        <p role="status" className="text-muted-foreground text-xs">
          {ask.isSuccess && t("asked")}
        </p>
      </div>
      <span className="ml-auto flex items-center gap-1">
        <Button
          variant="ghost"
          size="sm"
          className="pointer-coarse:h-11"
          aria-label={t("askName", { name: username })}
          disabled={ask.isPending}
          onClick={() => ask.mutate()}
        >
          {t("ask")}
        </Button>
        <Button
          variant="ghost"
          size="sm"
          className="text-danger pointer-coarse:h-11"
          aria-label={t("endName", { name: username })}
          onClick={end}
        >
          {t("end")}
        </Button>
      </span>
    </li>
  );
}
