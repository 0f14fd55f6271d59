CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`profile_id` integer,
	`state` text NOT NULL,
	`user_id` integer,
	`progress` real DEFAULT 0 NOT NULL,
	`attempts_made` integer DEFAULT 0 NOT NULL,
	`failed_code` text,
	`failed_reason` text,
	`result` text,
	`run_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `jobs_state_idx` ON `jobs` (`state`,`run_at`);--> statement-breakpoint
CREATE INDEX `jobs_profile_idx` ON `jobs` (`profile_id`);--> statement-breakpoint
CREATE TABLE `voice_consents` (
	`id` text PRIMARY KEY NOT NULL,
	`profile_id` integer NOT NULL,
	`profile_name` text NOT NULL,
	`speaker_name` text NOT NULL,
	`owner_user_id` integer NOT NULL,
	`by_user_id` integer NOT NULL,
	`method` text NOT NULL,
	`status` text NOT NULL,
	`language` text NOT NULL,
	`purpose` text NOT NULL,
	`reference_sha256` text NOT NULL,
	`sentence` text,
	`heard` text,
	`scores` text,
	`evidence_sha256` text,
	`evidence_name` text,
	`model_name` text,
	`model_licence` text,
	`decided_by_user_id` integer,
	`decision_reason` text,
	`decided_at` integer,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`ended_by_user_id` integer,
	`end_reason` text
);
--> statement-breakpoint
CREATE INDEX `voice_consents_profile_idx` ON `voice_consents` (`profile_id`);--> statement-breakpoint
CREATE TABLE `voice_profile_details` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`owner_user_id` integer NOT NULL,
	`draft_name` text DEFAULT '' NOT NULL,
	`speaker_name` text DEFAULT '' NOT NULL,
	`language` text NOT NULL,
	`visibility` text DEFAULT 'private' NOT NULL,
	`origin` text DEFAULT 'page' NOT NULL,
	`prepared` text,
	`reference_sha256` text,
	`heard_text` text,
	`text` text DEFAULT '' NOT NULL,
	`text_is_edited` integer DEFAULT false NOT NULL,
	`print` text,
	`draft_embedding` blob,
	`job_id` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`owner_user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `voice_profile_details_owner_idx` ON `voice_profile_details` (`owner_user_id`);--> statement-breakpoint
CREATE TABLE `voice_ratings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`profile_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`trial_job_id` integer NOT NULL,
	`score` integer NOT NULL,
	`mode` text NOT NULL,
	`model` text,
	`is_blind` integer NOT NULL,
	`similarity` real,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`profile_id`) REFERENCES `voice_profiles`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `voice_ratings_trial_user_unique` ON `voice_ratings` (`trial_job_id`,`user_id`);--> statement-breakpoint
CREATE INDEX `voice_ratings_profile_idx` ON `voice_ratings` (`profile_id`);--> statement-breakpoint
ALTER TABLE `turn_details` ADD `voice_reference_sha256` text;