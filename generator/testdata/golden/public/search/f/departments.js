_gs("f",1,"d8ae8099",{"names":["物资科"],"runs":"AQEAAQEB"});
