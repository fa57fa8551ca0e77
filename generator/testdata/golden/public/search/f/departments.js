_gs("f",1,"be3645b5",{"names":["物资科"],"runs":"AQEAAQEB"});
