drop table third_party;
drop table quota_place;
