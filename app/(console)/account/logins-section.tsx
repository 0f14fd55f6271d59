"use client";
import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { LoginView } from "@/lib/people";
import { LoadFailed } from "../load-failed";
import { Refused } from "../refused";
import { Section } from "../section";
import { RoomLoading } from "../settings/room-loading";
import { useDates } from "../use-dates";
import { endLoginAction, endLoginsAction } from "./actions";
import { LogOutDialog } from "./log-out-dialog";
import { useAccess, usePeopleAct } from "./use-people";

interface LoginsSectionProps {
  userId: number;
  /** Whose logins these are; null: one's own. */
  name: string | null;
}

/** Where somebody is logged in, and how that ends. */
export function LoginsSection({ userId, name }: LoginsSectionProps) {
  const t = useTranslations("account.logins");
  const { data, errorCode, retry } = useAccess(userId);
  const [isAsked, setIsAsked] = useState(false);
  const endAll = usePeopleAct(endLoginsAction, () => setIsAsked(false));
  const isOwn = name === null;
  const logins = data?.logins;
  return (
    <Section
      title={t("title")}
      actions={
        <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => setIsAsked(true)}>
          <LogOut aria-hidden />
          {isOwn ? t("endOthers") : t("endAll")}
        </Button>
      }
    >
      {!logins && (errorCode ? <LoadFailed title={t("loadFailed")} code={errorCode} retry={retry} /> : <RoomLoading />)}
      {logins?.length === 0 && <p className="text-muted-foreground text-sm">{t("none")}</p>}
      {logins && logins.length > 0 && (
        <ul aria-label={t("title")} className="divide-y">
          {logins.map((login) => (
            <LoginRow key={login.id} login={login} userId={userId} />
          ))}
        </ul>
      )}
      {isAsked && (
        <LogOutDialog
          name={name}
          isBusy={endAll.isPending}
          error={endAll.error}
          logOut={(tokensToo) => endAll.mutate({ userId, butThisOne: isOwn, tokensToo })}
          close={() => setIsAsked(false)}
        />
      )}
    </Section>
  );
}

function LoginRow({ login, userId }: { login: LoginView; userId: number }) {
  const t = useTranslations("account.logins");
  const { moment } = useDates();
  const end = usePeopleAct(endLoginAction);
  const device = deviceText(login, t("unknownDevice"));
  const facts = [
    login.address,
    t("since", { moment: moment(login.created_at) }),
    t("seen", { moment: moment(login.last_seen_at) }),
  ];
  return (
    <li className="py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {device}
            {login.is_current && <Badge tone="success">{t("current")}</Badge>}
          </p>
          <p className="wrap-anywhere text-muted-foreground text-sm tabular-nums">{facts.join(" · ")}</p>
        </div>
        {!login.is_current && (
          <Button
            variant="ghost"
            size="sm"
            className="pointer-coarse:h-11"
            aria-label={t("endName", { device })}
            disabled={end.isPending}
            onClick={() => end.mutate({ userId, loginId: login.id })}
          >
            {t("end")}
          </Button>
        )}
      </div>
      <Refused className="mt-2" error={end.error} />
    </li>
  );
}

/** No more than what the browser says of itself. */
function deviceText({ browser, system }: LoginView, unknown: string): string {
  const known = [browser, system].filter((word) => word !== null);
  return known.length > 0 ? known.join(" · ") : unknown;
}
