/**
 * Every act that the audit log knows, by what it is about. A new one is a line here, its wording in messages/*.json
 * under `audit.actions`, and `appendAudit` in the verb.
 */
export const auditGroups = {
  people: [
    "user.create",
    "user.disable",
    "user.enable",
    "user.change_role",
    "user.rename",
    "user.set_password",
    "user.reset_password",
    "token.create",
    "token.revoke",
  ],
  logins: ["login.begin", "login.renew", "login.end", "login.refuse", "login.revoke", "login.revoke_all"],
  /** Looks at what others said, and copies that are taken away. */
  looks: [
    "history.list",
    "conversation.read",
    "recording.hear",
    "replay.read",
    "replay.hear",
    "voice.hear",
    "voice.read",
    "consent.read",
    "history.export",
    "corrections.export",
    "audit.export",
  ],
  conversations: [
    "conversation.delete",
    "conversation.restore",
    "conversation.rename",
    "turn.correct",
    "turn.rate",
    "turn.tag",
    "turn.note",
    "turn.remove_note",
  ],
  voices: [
    "voice.create",
    "voice.change",
    "voice.withdraw",
    "voice.delete",
    "voice.delete_replies",
    "consent.begin",
    "consent.again",
    "consent.take",
    "consent.settle",
    "consent.decide",
    "consent.attach",
    "consent.end",
    "consent.void",
  ],
  settings: [
    "house_setting.save",
    "house_setting.unset",
    "lexicon.change",
    "persona.create",
    "persona.change",
    "persona.retire",
    "persona.restore",
    "quality_tag.add",
    "quality_tag.rename",
    "quality_tag.retire",
    "candidate_server.add",
    "candidate_server.remove",
    "webhook.save",
    "webhook.renew_secret",
    "webhook.remove",
    "certificate.use",
    "certificate.drop",
  ],
  replay: [
    "replay_set.create",
    "replay_set.add_cases",
    "replay_set.change_case",
    "replay_set.remove_cases",
    "replay_set.restore_cases",
    "replay_set.rename",
    "replay_set.change_thresholds",
    "replay_set.pin_baseline",
    "replay_set.delete",
    "replay_run.start",
    "replay_run.cancel",
    "replay_run.delete",
    "replay_run.judge",
    "replay_run.choose_blind",
  ],
  /** What somebody's role does not allow, whatever it was. */
  rights: ["right.use"],
  /** What runs: conversations and models. */
  running: ["session.ask_to_leave", "session.end", "model.load", "model.unload", "model.restart"],
  alerts: ["alert.silence", "alert.end_silence"],
  /** The data as a whole, by the command line. */
  data: ["data.backup", "data.restore", "data.cleanup"],
} as const satisfies Record<string, readonly string[]>;

export type AuditGroup = keyof typeof auditGroups;
export type AuditAction = (typeof auditGroups)[AuditGroup][number];

export const auditGroupNames = Object.keys(auditGroups) as [AuditGroup, ...AuditGroup[]];
