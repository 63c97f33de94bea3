{{ objectif('psa-clermont', '2.2') }}
