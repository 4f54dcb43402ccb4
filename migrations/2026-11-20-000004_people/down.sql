drop table remark;
drop table recusal;
alter table task drop column question;
alter table task drop column about;
