_gs("f",1,"c58ebf80",{"names":["物资科"],"runs":"AQEAAQEB"});
