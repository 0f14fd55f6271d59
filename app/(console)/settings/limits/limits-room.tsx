"use client";
import { useFormatter, useTranslations } from "next-intl";
import type { HouseChangeView } from "@/lib/house-settings";
import { type ConfiguredLimits, type DecidedLimits, type LimitName, limitNames, limitSchemas } from "@/lib/limits";
import { defaultReplyLimits, type ReplyLimits, replyTokensSchema } from "@/lib/reply-limits";
import { rangeOf } from "@/lib/typed-number";
import { ChangeLog } from "../change-log";
import { RoomIntro } from "../room-intro";
import { LimitField } from "./limit-field";
import type { ReplyLimitKey } from "./reply-limit-keys";

interface LimitsRoomProps {
  replies: ReplyLimits;
  configured: ConfiguredLimits;
  decided: DecidedLimits;
  changes: readonly HouseChangeView[];
}

/** How long replies are, and how much people may do at once. */
export function LimitsRoom({ replies, configured, decided, changes }: LimitsRoomProps) {
  const t = useTranslations("settings.limits");
  const changeWords = useTranslations("settings.changes");
  const format = useFormatter();
  const byOf = (key: string) => changes.find((each) => each.key === key)?.by ?? changeWords("commandLine");
  const replyFields = [
    { key: "spokenReplyTokens", value: replies.spokenTokens, default: defaultReplyLimits.spokenTokens },
    { key: "typedReplyTokens", value: replies.typedTokens, default: defaultReplyLimits.typedTokens },
  ] as const;
  return (
    <>
      <RoomIntro title={t("title")} what={t("what")} />
      <section aria-labelledby="reply-limits">
        <h3 id="reply-limits" className="font-semibold text-sm">
          {t("replies")}
        </h3>
        <p className="mt-1 mb-3 max-w-prose text-muted-foreground text-sm">{t("repliesWhat")}</p>
        <div className="divide-y border-y">
          {replyFields.map(({ key, value, default: standard }) => (
            <LimitField
              key={key}
              settingKey={key}
              label={t(`keys.${key}`)}
              hint={t(`hints.${key}`)}
              range={rangeOf(replyTokensSchema)}
              decided={value}
              decidedBy={byOf(key)}
              value={value}
              standard={standard}
              variable={null}
            />
          ))}
        </div>
      </section>
      <section aria-labelledby="admission-limits" className="mt-8">
        <h3 id="admission-limits" className="font-semibold text-sm">
          {t("admission")}
        </h3>
        <p className="mt-1 mb-3 max-w-prose text-muted-foreground text-sm">{t("admissionWhat")}</p>
        <div className="divide-y border-y">
          {limitNames.map((name) => {
            const { value, variable, isSet } = configured[name];
            return (
              <LimitField
                key={name}
                settingKey={name}
                label={t(`keys.${name}`)}
                hint={t(`hints.${name}`)}
                range={rangeOf(limitSchemas[name])}
                decided={decided[name]}
                decidedBy={byOf(name)}
                value={isSet ? value : (decided[name] ?? value)}
                standard={value}
                variable={isSet ? variable : null}
              />
            );
          })}
        </div>
      </section>
      <ChangeLog
        changes={changes}
        nameOf={(key) => t(`keys.${key as LimitName | ReplyLimitKey}`)}
        inWords={(_, value) => (typeof value === "number" ? format.number(value) : String(value))}
        variableOf={(key) => {
          const name = limitNames.find((each) => each === key);
          return name && configured[name].isSet ? configured[name].variable : null;
        }}
      />
    </>
  );
}
