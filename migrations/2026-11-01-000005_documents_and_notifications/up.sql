-- Uploaded files; the bytes live in the object store under `storage_key`. Unattached ones expire.
create table document (
    id uuid primary key,
    account_id uuid not null,
    name text not null,
    media_type text not null,
    size bigint not null,
    sha256 text not null,
    storage_key text not null,
    uploaded_at timestamptz not null,
    attached_at timestamptz
);
create index document_by_account on document (account_id, id desc);
create index document_unattached on document (uploaded_at) where attached_at is null;

-- The inbox. The id is derived from the owner's event, so a repeated delivery is the same row.
create table notification (
    account_id uuid not null,
    id uuid not null,
    owner_id uuid not null,
    kind text not null,
    title_zh text not null,
    title_en text not null,
    body_zh text not null,
    body_en text not null,
    created_at timestamptz not null,
    read_at timestamptz,
    primary key (account_id, id)
);
create index notification_by_time on notification (account_id, created_at desc, id desc);
create index notification_unread on notification (account_id) where read_at is null;
