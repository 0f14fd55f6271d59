"use client";
import { Check, CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Spinner } from "@/components/ui/spinner";
import { type WebhookDelivery, type WebhookView, webhookUrlSchema } from "@/lib/alerts/webhook";
import { errorCodeOf } from "@/lib/errors";
import { ConfirmDialog } from "../../confirm-dialog";
import { Refused } from "../../refused";
import { UnsavedGuard } from "../../unsaved-guard";
import { useDates } from "../../use-dates";
import { ChangedMeanwhile } from "../changed-meanwhile";
import { TextField } from "../text-field";
import { removeWebhookAction, renewWebhookSecretAction, saveWebhookAction, testWebhookAction } from "./actions";
import { useAlertAct } from "./use-alerts";

/** Which program of the house is told of alerts, and how the last time went. */
export function WebhookSection({ webhook }: { webhook: WebhookView | null }) {
  const t = useTranslations("alerts.webhook");
  const held = webhook?.url ?? null;
  const [draft, setDraft] = useState<{ url: string; basedOn: string | null } | null>(null);
  const [isInvalid, setIsInvalid] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  /** What is asked before it is done, and the webhook as it was when that was asked for. */
  const [asks, setAsks] = useState<{ act: "remove" | "renew"; basedOn: WebhookView } | null>(null);
  const save = useAlertAct(saveWebhookAction);
  const test = useAlertAct(testWebhookAction);
  const remove = useAlertAct(removeWebhookAction);
  const renew = useAlertAct(renewWebhookSecretAction);
  const isAddressRefused = ["address_outside", "name_unresolved"].includes(errorCodeOf(save.error));
  const value = draft?.url ?? held ?? "";
  const isOther = draft !== null && draft.basedOn !== held && !save.isPending;
  const take = (next: typeof draft) => {
    save.reset();
    setDraft(next);
  };
  const ask = (act: "remove" | "renew", basedOn: WebhookView) => {
    (act === "remove" ? remove : renew).reset();
    setAsks({ act, basedOn });
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const parsed = webhookUrlSchema.safeParse(value);
    setIsInvalid(!parsed.success);
    if (!parsed.success || draft === null) return;
    save.mutate(
      { url: parsed.data, basedOn: draft.basedOn },
      {
        onSuccess(saved) {
          setDraft(null);
          if (saved.secret) setSecret(saved.secret);
        },
      },
    );
  };
  return (
    <section aria-labelledby="webhook" className="mt-10 border-t pt-6">
      <UnsavedGuard isActive={value !== (held ?? "")} />
      <h3 id="webhook" className="font-semibold text-sm">
        {t("title")}
      </h3>
      <p className="mt-1 max-w-prose text-muted-foreground text-sm">{t("what")}</p>
      <form onSubmit={submit} noValidate className="mt-4">
        <TextField
          label={t("url")}
          hint={t("urlHint")}
          inputMode="url"
          placeholder="http://192.168.0.7:8080/avatar"
          maxLength={500}
          value={value}
          change={(url) => take({ basedOn: held, ...draft, url })}
          aria-invalid={isInvalid || isAddressRefused}
        />
        {isInvalid && (
          <p role="alert" className="mt-2 text-danger text-sm">
            {t("urlInvalid")}
          </p>
        )}
        {isOther ? (
          <ChangedMeanwhile
            what={t("changedMeanwhile")}
            showHeld={() => take(null)}
            keepTyped={() => take({ ...draft, basedOn: held })}
          />
        ) : (
          <Refused className="mt-2" error={save.error ?? test.error} />
        )}
        <div className="mt-3 flex flex-wrap gap-2">
          <Button
            type="submit"
            variant="secondary"
            className="pointer-coarse:h-11"
            disabled={save.isPending || value === (held ?? "")}
          >
            {save.isPending && <Spinner />}
            {t("save")}
          </Button>
          {webhook && (
            <>
              <Button
                variant="ghost"
                className="pointer-coarse:h-11"
                disabled={test.isPending || webhook.waiting > 0}
                onClick={() => test.mutate(undefined)}
              >
                {(test.isPending || webhook.waiting > 0) && <Spinner />}
                {t("test")}
              </Button>
              <Button variant="ghost" className="pointer-coarse:h-11" onClick={() => ask("renew", webhook)}>
                {t("renew")}
              </Button>
              <Button variant="ghost" className="pointer-coarse:h-11" onClick={() => ask("remove", webhook)}>
                {t("remove")}
              </Button>
            </>
          )}
        </div>
      </form>
      {secret && webhook && <ShownSecret secret={secret} />}
      <LastDelivery delivery={webhook?.last ?? null} />
      {asks?.act === "remove" && (
        <ConfirmDialog
          title={t("removeTitle")}
          body={t("removeBody")}
          confirm={t("remove")}
          isBusy={remove.isPending}
          error={remove.error}
          onConfirm={() =>
            remove.mutate(asks, {
              onSuccess() {
                setAsks(null);
                setSecret(null);
                setDraft(null);
              },
            })
          }
          close={() => setAsks(null)}
        />
      )}
      {asks?.act === "renew" && (
        <ConfirmDialog
          title={t("renewTitle")}
          body={t("renewBody")}
          confirm={t("renew")}
          isBusy={renew.isPending}
          error={renew.error}
          onConfirm={() =>
            renew.mutate(asks, {
              onSuccess(renewed) {
                setAsks(null);
                setSecret(renewed.secret);
              },
            })
          }
          close={() => setAsks(null)}
        />
      )}
    </section>
  );
}

/** The only time that it is shown. */
function ShownSecret({ secret }: { secret: string }) {
  const t = useTranslations("alerts.webhook");
  return (
    <Alert tone="warning" role="status" className="mt-4">
      <p>{t("secretOnce")}</p>
      <p className="mt-1 flex flex-wrap items-center gap-2">
        <code className="wrap-anywhere font-mono text-xs">{secret}</code>
        <CopyButton text={secret} label={t("copySecret")} />
      </p>
    </Alert>
  );
}

function LastDelivery({ delivery }: { delivery: WebhookDelivery | null }) {
  const t = useTranslations("alerts.webhook");
  const common = useTranslations("common");
  const { moment } = useDates();
  const outcomeOf = ({ failure, http_status }: WebhookDelivery) => {
    const values = { status: http_status ?? 0 };
    return failure === null ? t("taken", values) : t(`failures.${failure}`, values);
  };
  return (
    <div role="status" className="mt-4 text-sm empty:hidden">
      {delivery && (
        <p className="wrap-anywhere flex items-start gap-2">
          {delivery.failure === null ? (
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
          ) : (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          )}
          <span>
            {t(`events.${delivery.event}`)}
            <span className="text-muted-foreground tabular-nums"> · {moment(delivery.at_s)}</span>
            <span className="block">
              {delivery.is_tried_again
                ? common("sentences", {
                    ...{ first: outcomeOf(delivery), second: t("triedAgain", { attempts: delivery.attempts }) },
                  })
                : outcomeOf(delivery)}
            </span>
          </span>
        </p>
      )}
    </div>
  );
}
