CREATE TABLE `replay_blind_choices` (
	`run_id` integer NOT NULL,
	`against_run_id` integer NOT NULL,
	`case_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`repeat` integer NOT NULL,
	`choice` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`run_id`, `against_run_id`, `case_id`, `user_id`),
	FOREIGN KEY (`run_id`) REFERENCES `replay_runs`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`case_id`) REFERENCES `replay_cases`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
