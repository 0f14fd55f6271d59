"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { TokenView } from "@/lib/people";
import { ConfirmDialog } from "../confirm-dialog";
import { Section } from "../section";
import { useDates } from "../use-dates";
import { revokeTokenAction } from "./actions";
import { NewTokenDialog } from "./new-token-dialog";
import { useAccess, usePeopleAct } from "./use-people";

interface TokensSectionProps {
  userId: number;
  /** Whose tokens these are; null: one's own, which alone are made here. */
  name: string | null;
}

/** What programs log in with. */
export function TokensSection({ userId, name }: TokensSectionProps) {
  const t = useTranslations("account.tokens");
  const { data } = useAccess(userId);
  const [isAdding, setIsAdding] = useState(false);
  const isOwn = name === null;
  const tokens = data?.tokens;
  return (
    <Section
      title={t("title")}
      actions={
        isOwn && (
          <Button variant="outline" size="sm" className="pointer-coarse:h-11" onClick={() => setIsAdding(true)}>
            <Plus aria-hidden />
            {t("add")}
          </Button>
        )
      }
    >
      <p className="text-muted-foreground text-sm">{t("what")}</p>
      {tokens?.length === 0 && <p className="text-muted-foreground text-sm">{t("none")}</p>}
      {tokens && tokens.length > 0 && (
        <ul aria-label={t("title")} className="divide-y">
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      )}
      {isAdding && <NewTokenDialog userId={userId} close={() => setIsAdding(false)} />}
    </Section>
  );
}

function TokenRow({ token }: { token: TokenView }) {
  const t = useTranslations("account.tokens");
  const { date, moment } = useDates();
  const [isAsked, setIsAsked] = useState(false);
  const close = () => setIsAsked(false);
  const revoke = usePeopleAct(revokeTokenAction, close);
  const facts = [
    t("since", { date: date(token.created_at) }),
    token.last_used_at === null ? t("unused") : t("used", { moment: moment(token.last_used_at) }),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="wrap-anywhere font-medium">{token.name}</p>
        <p className="text-muted-foreground text-sm tabular-nums">{facts.join(" · ")}</p>
      </div>
      <Button
        variant="ghost"
        size="sm"
        className="pointer-coarse:h-11"
        aria-label={t("revokeName", { name: token.name })}
        onClick={() => setIsAsked(true)}
      >
        {t("revoke")}
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={t("revokeTitle", { name: token.name })}
          body={t("revokeBody")}
          confirm={t("revoke")}
          isBusy={revoke.isPending}
          error={revoke.error}
          onConfirm={() => revoke.mutate({ tokenId: token.id })}
          close={close}
        />
      )}
    </li>
  );
}
