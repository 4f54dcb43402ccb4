-- Rows of one application (or, later, matter) start their primary key with its id, and no unique constraint spans owners, so that these
-- tables can be distributed by owner. Foreign keys stay within one owner; there are no triggers.

-- The projection of an application's events. `version` is its last event's seq, `head_hash` that event's hash, `state` what the
-- lifecycle decides on; the other columns serve queries.
create table application (
    id uuid primary key,
    number text not null,
    version bigint not null,
    head_hash bytea not null,
    item_code text not null,
    item_version integer not null,
    item_name text not null,
    division text not null,
    department text not null,
    applicant_id uuid not null,
    applicant_kind text not null,
    applicant_masked text not null,
    filed_by uuid not null,
    channel text not null,
    service text not null,
    status text not null,
    outcome text,
    deemed_accepted boolean not null,
    state jsonb not null,
    delivery jsonb,
    subject bytea,
    pickup_code text,
    closing_note text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    submitted_at timestamptz,
    accepted_on date,
    promised_due_on date,
    statutory_due_on date,
    yellow_on date,
    decided_at timestamptz,
    completed_at timestamptz
);
create index application_by_applicant on application (applicant_id, id desc);
create index application_by_filer on application (filed_by, id desc);
create index application_by_department on application (department, id desc);
create index application_by_number on application (number);

-- What was filled in. Values of fields marked sensitive are encrypted envelopes.
create table application_form (
    owner_id uuid primary key references application (id),
    answers jsonb not null,
    form jsonb not null
);

-- Files handed in, by material. A row copies what a reader needs of the document.
create table application_document (
    owner_id uuid not null references application (id),
    material text not null,
    document_id uuid not null,
    name text not null,
    media_type text not null,
    size bigint not null,
    sha256 text not null,
    storage_key text not null,
    attached_at timestamptz not null,
    primary key (owner_id, material, document_id)
);

create index application_document_by_document on application_document (document_id);

-- The truth about what happened: append-only and hash-chained per owner. `payload` is the exact hashed text.
create table event (
    owner_id uuid not null,
    seq bigint not null,
    kind text not null,
    schema smallint not null,
    at timestamptz not null,
    actor uuid,
    on_behalf_of uuid,
    department text,
    request_id text,
    payload text not null,
    prev_hash bytea not null,
    hash bytea not null,
    primary key (owner_id, seq)
);

-- Open and done work. `version` is the seq of the last event that touched the task.
create table task (
    owner_id uuid not null,
    id uuid not null,
    version bigint not null,
    kind text not null check (kind in ('intake', 'node', 'issue')),
    node text,
    department text not null,
    post text not null,
    status text not null check (status in ('open', 'claimed', 'completed', 'cancelled')),
    holder uuid,
    outcome text,
    opinion text,
    opened_at timestamptz not null,
    due_on date,
    yellow_on date,
    closed_at timestamptz,
    closed_by uuid,
    resubmitted boolean not null,
    application_number text not null,
    item_code text not null,
    item_version integer not null,
    item_name text not null,
    applicant_id uuid not null,
    applicant_masked text not null,
    received_at timestamptz not null,
    primary key (owner_id, id)
);
create index task_by_id on task (id);
create index task_queue on task (department, post, due_on, id) where status in ('open', 'claimed');
create index task_by_holder on task (holder, due_on, id) where status = 'claimed';
create index task_closed_by on task (closed_by, id) where status = 'completed';

-- Numbered written notices; a row never changes.
create table notice (
    owner_id uuid not null,
    number text not null,
    kind text not null,
    event_seq bigint not null,
    issued_on date not null,
    issued_by text not null,
    content jsonb not null,
    primary key (owner_id, number)
);
create index notice_by_number on notice (number);

create table certificate (
    owner_id uuid not null,
    number text not null,
    name text not null,
    holder_id uuid not null,
    department text not null,
    issued_on date not null,
    valid_until date,
    state text not null check (state in ('valid', 'expired', 'retracted', 'revoked', 'cancelled')),
    primary key (owner_id, number)
);
create index certificate_by_holder on certificate (holder_id, number);
create index certificate_by_number on certificate (number);
