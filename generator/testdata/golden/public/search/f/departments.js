_gs("f",1,"1c6fdfa6",{"names":["物资科"],"runs":"AQEAAQEB"});
