alter table certificate drop column replaced_by;
drop index application_by_pickup_code;
drop index application_by_certificate;
alter table application drop column certificate;
drop table consent;
