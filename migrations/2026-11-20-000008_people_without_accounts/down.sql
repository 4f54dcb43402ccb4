drop table contact_change;
drop index account_by_contact_phone;
alter table account drop constraint account_without_password;
alter table account drop column contact_email;
alter table account drop column contact_phone_index;
alter table account drop column contact_phone;
-- Who is recorded stays so: an empty hash is nobody's password.
update account set password_hash = '' where password_hash is null;
alter table account alter column password_hash set not null;
