-- Whose move it is, as the applicant's list of cases is divided. A projection of the state, kept so that the tabs are counted by an index.
alter table application add column tab text not null default 'in_progress'
    check (tab in ('drafts', 'todo', 'in_progress', 'done'));
update application set tab = case
    when status = 'draft' then 'drafts'
    when status in ('completed', 'declined', 'lapsed', 'withdrawn', 'terminated') then 'done'
    when status = 'awaiting_supplement' then 'todo'
    when jsonb_array_length(coalesce(state -> 'following' -> 'outstanding', '[]')) > 0 and status <> 'submitted' then 'todo'
    when status = 'decided' and state ->> 'certificate' is not null and coalesce(delivery ->> 'mode', 'window') = 'window' then 'todo'
    else 'in_progress'
end;
create index application_by_tab on application (applicant_id, tab, updated_at desc, id desc);
