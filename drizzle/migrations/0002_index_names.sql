DROP INDEX `conversations_session_id_idx`;--> statement-breakpoint
DROP INDEX `conversations_created_at_idx`;--> statement-breakpoint
CREATE INDEX `idx_session_id` ON `conversations` (`session_id`);--> statement-breakpoint
CREATE INDEX `idx_created_at` ON `conversations` (`created_at`);--> statement-breakpoint
DROP INDEX `voice_profiles_name_idx`;--> statement-breakpoint
CREATE INDEX `idx_voice_profile_name` ON `voice_profiles` (`name`);