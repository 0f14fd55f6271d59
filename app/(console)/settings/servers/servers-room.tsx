"use client";
import { Activity, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import type { CandidateServer } from "@/lib/replay/candidate-server";
import { LoadFailed } from "../../load-failed";
import { Refused } from "../../refused";
import { type Undoable, UndoNotice } from "../../undo-notice";
import { checkCandidateServerAction, removeCandidateServerAction, restoreCandidateServerAction } from "../actions";
import { RoomIntro } from "../room-intro";
import { RoomLoading } from "../room-loading";
import { CheckResult } from "./check-result";
import { ServerForm } from "./server-form";
import { useCandidateServers, useServerAct } from "./use-candidate-servers";

/** The model servers that replays may try in place of the one that people talk with. */
export function ServersRoom() {
  const t = useTranslations("settings.servers");
  const { data: servers, errorCode, retry } = useCandidateServers();
  const remove = useServerAct(removeCandidateServerAction);
  const restore = useServerAct(restoreCandidateServerAction);
  const [undoable, setUndoable] = useState<Undoable | null>(null);
  if (!servers) {
    return errorCode ? <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} /> : <RoomLoading />;
  }
  const removeOne = ({ id: candidateId, name }: CandidateServer) =>
    remove.mutate(
      { candidateId },
      {
        onSuccess() {
          const undo = () => {
            setUndoable(null);
            restore.mutate({ candidateId });
          };
          setUndoable({ text: t("removed", { name }), undo });
        },
      },
    );
  return (
    <>
      <RoomIntro title={t("title")} what={t("what")} />
      <ServerForm />
      <Refused className="mt-2" error={remove.error ?? restore.error} conflict={t("nameTaken")} />
      {servers.length === 0 ? (
        <p className="mt-6 text-muted-foreground text-sm">{t("empty")}</p>
      ) : (
        <ul aria-label={t("title")} className="mt-6 divide-y">
          {servers.map((server) => (
            <ServerRow key={server.id} server={server} remove={() => removeOne(server)} isRemoving={remove.isPending} />
          ))}
        </ul>
      )}
      <UndoNotice undoable={undoable} />
    </>
  );
}

interface ServerRowProps {
  server: CandidateServer;
  remove: () => void;
  isRemoving: boolean;
}

function ServerRow({ server, remove, isRemoving }: ServerRowProps) {
  const t = useTranslations("settings.servers");
  const check = useServerAct(checkCandidateServerAction);
  const { id, role, name, model, url } = server;
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-2 text-sm">
            <span className="wrap-anywhere font-medium">{name}</span>
            <Badge>{t(`roles.${role}`)}</Badge>
          </p>
          <p className="wrap-anywhere text-muted-foreground text-xs">
            {url} · {model ?? t("onlyModel")}
          </p>
        </div>
        <span className="ml-auto flex items-center gap-x-1">
          <Button
            variant="ghost"
            size="sm"
            className="pointer-coarse:h-11"
            aria-label={t("checkName", { name })}
            disabled={check.isPending}
            onClick={() => check.mutate(id)}
          >
            {check.isPending ? <Spinner /> : <Activity aria-hidden />}
            {t("check")}
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            className="pointer-coarse:size-11"
            aria-label={t("remove", { name })}
            title={t("remove", { name })}
            disabled={isRemoving}
            onClick={remove}
          >
            <Trash2 aria-hidden />
          </Button>
        </span>
      </div>
      <Refused className="mt-2" error={check.error} conflict={t("nameTaken")} />
      <CheckResult check={check.data} />
    </li>
  );
}
