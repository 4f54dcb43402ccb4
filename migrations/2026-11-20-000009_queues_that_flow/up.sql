-- Common phrases of a post in a department: a small reference table, read with the tasks of that post. `created_by` is null for those the
-- demo brings along.
create table phrase (
    id uuid primary key,
    department text not null,
    post text not null,
    kind text not null check (kind in ('reasons', 'opinion', 'defect')),
    text text not null,
    text_en text,
    created_by uuid,
    created_at timestamptz not null,
    unique (department, post, kind, text)
);

-- What the holder of a task has written so far, sealed: one a task and person, gone with the holding.
create table task_draft (
    owner_id uuid not null,
    task_id uuid not null,
    account_id uuid not null,
    content bytea not null,
    saved_at timestamptz not null,
    primary key (owner_id, task_id, account_id)
);
