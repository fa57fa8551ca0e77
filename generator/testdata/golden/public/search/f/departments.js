_gs("f",1,"35cfac0e",{"names":["物资科"],"runs":"AQEAAQEB"});
