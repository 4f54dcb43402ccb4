drop table notification;
drop table document;
